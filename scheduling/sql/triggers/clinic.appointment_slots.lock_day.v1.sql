-- A slot is not moved: it is locked before its day would be, and bookings lock the day before the slot.
CREATE OR REPLACE TRIGGER lock_day
BEFORE INSERT ON clinic.appointment_slots
FOR EACH ROW
WHEN (current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.lock_day();
