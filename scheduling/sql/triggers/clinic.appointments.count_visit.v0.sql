DROP TRIGGER IF EXISTS count_visit ON clinic.appointments;
