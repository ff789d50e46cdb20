DROP TRIGGER IF EXISTS keep_taken_slot ON clinic.appointment_slots;
DROP TRIGGER IF EXISTS keep_taken_slot_delete ON clinic.appointment_slots;
