DROP TRIGGER IF EXISTS take_restriction ON clinic.lab_results;
