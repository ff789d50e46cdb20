DROP TRIGGER IF EXISTS release_slot ON clinic.appointments;
