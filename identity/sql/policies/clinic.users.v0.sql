DROP POLICY IF EXISTS deleted_is_hidden ON clinic.users;
DROP POLICY IF EXISTS patients_read_themselves ON clinic.users;
DROP POLICY IF EXISTS members_read ON clinic.users;
DROP POLICY IF EXISTS people_update_themselves ON clinic.users;
DROP POLICY IF EXISTS staff_insert_patients ON clinic.users;
DROP POLICY IF EXISTS admins_insert ON clinic.users;
DROP POLICY IF EXISTS admins_update ON clinic.users;
DROP POLICY IF EXISTS superadmins_rule ON clinic.users;
DROP POLICY IF EXISTS functions_read_their_clinic ON clinic.users;

ALTER TABLE clinic.users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.users DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.users FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
