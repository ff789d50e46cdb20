DROP TRIGGER IF EXISTS keep_taken_slot ON clinic.appointment_slots;
