-- Clinics: everyone reads their own; admins change it; superadmins make and close clinics.
REVOKE ALL ON clinic.clinics FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.clinics TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT SELECT (id, code, name, timezone, is_active) ON clinic.clinics TO clinic_worker;
-- An admin does not change the clinic's code, subscription, is_active or deleted_at.
GRANT UPDATE (
    name, branch_name, registration_number, address, postal_code, phone, email, website, timezone,
    operating_hours, services, facilities, latitude, longitude, settings
) ON clinic.clinics TO clinic_admin;

GRANT INSERT ON clinic.clinics TO clinic_superadmin;
GRANT UPDATE (
    code, name, branch_name, registration_number, address, postal_code, phone, email, website,
    timezone, operating_hours, services, facilities, latitude, longitude, is_active, settings,
    subscription_tier, subscription_expires_at
) ON clinic.clinics TO clinic_superadmin;

-- What clinic.soft_delete and the booking functions need.
GRANT SELECT (id, code, timezone, deleted_at), UPDATE (deleted_at) ON clinic.clinics TO clinic_definer;

ALTER TABLE clinic.clinics ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.clinics FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS members_read ON clinic.clinics;
CREATE POLICY members_read ON clinic.clinics
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_worker
USING (id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.clinics;
CREATE POLICY deleted_is_hidden ON clinic.clinics
AS RESTRICTIVE
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_worker
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS admins_update ON clinic.clinics;
CREATE POLICY admins_update ON clinic.clinics
FOR UPDATE
TO clinic_admin
USING (id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS superadmins_rule ON clinic.clinics;
CREATE POLICY superadmins_rule ON clinic.clinics
FOR ALL
TO clinic_superadmin
USING ((SELECT tenancy.current_user_id()) IS NOT NULL);

DROP POLICY IF EXISTS functions_serve_superadmins ON clinic.clinics;
CREATE POLICY functions_serve_superadmins ON clinic.clinics
FOR ALL
TO clinic_definer
USING (
    (SELECT tenancy.current_user_id()) IS NOT NULL
    AND current_setting('role') = 'clinic_superadmin'
);

DROP POLICY IF EXISTS functions_read_their_clinic ON clinic.clinics;
CREATE POLICY functions_read_their_clinic ON clinic.clinics
FOR SELECT
TO clinic_definer
USING (id = (SELECT tenancy.current_clinic_id()));
