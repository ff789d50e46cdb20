DROP POLICY IF EXISTS superadmins_read ON webhook.workers;
DROP POLICY IF EXISTS workers_keep ON webhook.workers;

ALTER TABLE webhook.workers NO FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook.workers DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON webhook.workers FROM clinic_superadmin, clinic_worker;
