DROP POLICY IF EXISTS same_clinic ON clinic.appointments;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.appointments;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.appointments;
DROP POLICY IF EXISTS members_read ON clinic.appointments;
DROP POLICY IF EXISTS members_insert ON clinic.appointments;
DROP POLICY IF EXISTS doctors_update_their_own ON clinic.appointments;
DROP POLICY IF EXISTS members_update ON clinic.appointments;
DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.appointments;

ALTER TABLE clinic.appointments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.appointments DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.appointments FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;
