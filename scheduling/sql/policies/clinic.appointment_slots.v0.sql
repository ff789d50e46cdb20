DROP POLICY IF EXISTS same_clinic ON clinic.appointment_slots;
DROP POLICY IF EXISTS members_read ON clinic.appointment_slots;
DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.appointment_slots;
DROP POLICY IF EXISTS members_insert ON clinic.appointment_slots;
DROP POLICY IF EXISTS doctors_update_their_own ON clinic.appointment_slots;
DROP POLICY IF EXISTS members_update ON clinic.appointment_slots;
DROP POLICY IF EXISTS doctors_delete_their_own ON clinic.appointment_slots;
DROP POLICY IF EXISTS members_delete ON clinic.appointment_slots;
DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.appointment_slots;

ALTER TABLE clinic.appointment_slots NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.appointment_slots DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.appointment_slots FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;
