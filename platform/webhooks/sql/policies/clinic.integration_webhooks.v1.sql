-- Outgoing webhooks: admins set them up, the worker counts.
REVOKE ALL ON clinic.integration_webhooks FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.integration_webhooks TO clinic_admin, clinic_superadmin;
GRANT INSERT, DELETE ON clinic.integration_webhooks TO clinic_admin, clinic_superadmin;
GRANT UPDATE (
    name, url, secret, is_active, events, headers, max_retries, timeout_seconds
) ON clinic.integration_webhooks TO clinic_admin, clinic_superadmin;

-- Neither the secret, nor headers, in which others are.
GRANT SELECT (
    id, clinic_id, name, url, is_active, events, max_retries, timeout_seconds, last_triggered_at, success_count,
    failure_count
) ON clinic.integration_webhooks TO clinic_worker;
GRANT UPDATE (
    last_triggered_at, success_count, failure_count
) ON clinic.integration_webhooks TO clinic_worker;

ALTER TABLE clinic.integration_webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.integration_webhooks FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.integration_webhooks;
CREATE POLICY same_clinic ON clinic.integration_webhooks
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.integration_webhooks;
CREATE POLICY members_read ON clinic.integration_webhooks
FOR SELECT
TO clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS admins_insert ON clinic.integration_webhooks;
CREATE POLICY admins_insert ON clinic.integration_webhooks
FOR INSERT
TO clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.integration_webhooks;
CREATE POLICY members_update ON clinic.integration_webhooks
FOR UPDATE
TO clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS admins_delete ON clinic.integration_webhooks;
CREATE POLICY admins_delete ON clinic.integration_webhooks
FOR DELETE
TO clinic_admin, clinic_superadmin
USING (true);
