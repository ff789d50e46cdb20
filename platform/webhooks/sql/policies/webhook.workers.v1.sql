-- Who works on the queue: superadmins look, the worker writes of itself and forgets who is long gone.
REVOKE ALL ON webhook.workers FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON webhook.workers TO clinic_superadmin, clinic_worker;
GRANT INSERT, DELETE ON webhook.workers TO clinic_worker;
GRANT UPDATE (last_seen, ended_at, running, succeeded, failed) ON webhook.workers TO clinic_worker;

ALTER TABLE webhook.workers ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook.workers FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS superadmins_read ON webhook.workers;
CREATE POLICY superadmins_read ON webhook.workers
FOR SELECT
TO clinic_superadmin
USING ((SELECT tenancy.current_user_id()) IS NOT NULL);

DROP POLICY IF EXISTS workers_keep ON webhook.workers;
CREATE POLICY workers_keep ON webhook.workers
FOR ALL
TO clinic_worker
USING (true);
