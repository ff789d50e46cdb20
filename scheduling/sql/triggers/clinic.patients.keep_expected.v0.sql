DROP TRIGGER IF EXISTS keep_expected ON clinic.patients;
