-- Counters of appointment numbers: for clinic.generate_appointment_number alone.
REVOKE ALL ON clinic.appointment_counters FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT, INSERT, UPDATE (day, last_number) ON clinic.appointment_counters TO clinic_definer;

ALTER TABLE clinic.appointment_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.appointment_counters FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.appointment_counters;
CREATE POLICY functions_stay_in_the_clinic ON clinic.appointment_counters
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
