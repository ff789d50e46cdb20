DROP POLICY IF EXISTS same_clinic ON clinic.staff;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.staff;
DROP POLICY IF EXISTS people_read_themselves ON clinic.staff;
DROP POLICY IF EXISTS members_read ON clinic.staff;
DROP POLICY IF EXISTS admins_insert ON clinic.staff;
DROP POLICY IF EXISTS admins_update ON clinic.staff;

ALTER TABLE clinic.staff NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.staff DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.staff FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
