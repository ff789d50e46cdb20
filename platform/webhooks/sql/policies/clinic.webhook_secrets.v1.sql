-- Secrets of sources: admins give new ones, and say until when the old are accepted. Nobody reads them; the
-- function webhook.open_source does, for the web process where nobody acts.
REVOKE ALL ON clinic.webhook_secrets FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT (
    id, clinic_id, source_id, created_at, expires_at
) ON clinic.webhook_secrets TO clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.webhook_secrets TO clinic_admin, clinic_superadmin;
GRANT UPDATE (expires_at) ON clinic.webhook_secrets TO clinic_admin, clinic_superadmin;

-- webhook.open_source.
GRANT SELECT (
    id, clinic_id, source_id, secret, created_at, expires_at
) ON clinic.webhook_secrets TO clinic_definer;

ALTER TABLE clinic.webhook_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_secrets FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS admins_rule ON clinic.webhook_secrets;
CREATE POLICY admins_rule ON clinic.webhook_secrets
FOR ALL
TO clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS superadmins_rule ON clinic.webhook_secrets;
CREATE POLICY superadmins_rule ON clinic.webhook_secrets
FOR ALL
TO clinic_superadmin
USING (
    (SELECT tenancy.current_user_id()) IS NOT NULL
    AND clinic_id IS NOT DISTINCT FROM (SELECT tenancy.current_clinic_id())
);

DROP POLICY IF EXISTS receivers_read ON clinic.webhook_secrets;
CREATE POLICY receivers_read ON clinic.webhook_secrets
FOR SELECT
TO clinic_definer
USING ((SELECT tenancy.current_user_id()) IS NULL AND current_setting('role') = 'none');
