DROP TRIGGER IF EXISTS lock_day ON clinic.appointments;
DROP TRIGGER IF EXISTS lock_day_insert ON clinic.appointments;
