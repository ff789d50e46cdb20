DROP TRIGGER IF EXISTS lock_day ON clinic.appointment_slots;
