DROP FUNCTION IF EXISTS clinic.keep_expected_patient();
