DROP FUNCTION IF EXISTS clinic.take_patient_of_payment();
