DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.appointment_counters;
ALTER TABLE clinic.appointment_counters NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.appointment_counters DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON clinic.appointment_counters FROM clinic_definer;
