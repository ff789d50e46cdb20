-- Free the slot of an appointment that has given up its time.
-- Concurrency: locks the slot, after the appointment.
-- Raises: nothing.
-- Security: runs as the owner, since nurses write no slots; it reaches the appointment's own slot, by the
-- clinic and key that composite keys hold. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.release_slot()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    UPDATE clinic.appointment_slots
    SET is_available = true, appointment_id = NULL
    WHERE clinic_id = NEW.clinic_id AND appointment_id = NEW.id;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.release_slot() FROM PUBLIC;

COMMENT ON FUNCTION clinic.release_slot() IS
    'Trigger function: frees the slot of an appointment that has given up its time.';
