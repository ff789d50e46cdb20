DROP TRIGGER IF EXISTS take_restriction ON clinic.imaging_results;
