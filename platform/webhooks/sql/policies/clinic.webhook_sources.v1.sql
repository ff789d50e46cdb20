-- Sources of events: admins set up their clinic's, a superadmin who acts in no clinic the platform's. One
-- that sends no longer is switched off: its events name it.
REVOKE ALL ON clinic.webhook_sources FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.webhook_sources TO clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.webhook_sources TO clinic_admin, clinic_superadmin;
GRANT UPDATE (is_active) ON clinic.webhook_sources TO clinic_admin, clinic_superadmin;

-- webhook.open_source and webhook.receive_delivery.
GRANT SELECT (id, clinic_id, name, scheme, is_active) ON clinic.webhook_sources TO clinic_definer;

ALTER TABLE clinic.webhook_sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_sources FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS admins_rule ON clinic.webhook_sources;
CREATE POLICY admins_rule ON clinic.webhook_sources
FOR ALL
TO clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS superadmins_rule ON clinic.webhook_sources;
CREATE POLICY superadmins_rule ON clinic.webhook_sources
FOR ALL
TO clinic_superadmin
USING (
    (SELECT tenancy.current_user_id()) IS NOT NULL
    AND clinic_id IS NOT DISTINCT FROM (SELECT tenancy.current_clinic_id())
);

-- Where nobody acts: what comes in is of no person.
DROP POLICY IF EXISTS receivers_read ON clinic.webhook_sources;
CREATE POLICY receivers_read ON clinic.webhook_sources
FOR SELECT
TO clinic_definer
USING ((SELECT tenancy.current_user_id()) IS NULL AND current_setting('role') = 'none');
