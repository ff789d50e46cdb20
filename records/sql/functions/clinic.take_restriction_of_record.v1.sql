-- Copy into a prescription or result whether its medical record is restricted: policies compare columns
-- of their own row, since a look-up there makes a page hundreds of times slower.
-- Concurrency: reads the parent; a key holds the copies equal to it, whatever happens in between.
-- Raises: nothing; a parent that is not there is for the key to refuse.
-- Security: runs as the owner, since whoever writes the child may not see the parent; it copies these
-- columns alone. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.take_restriction_of_record()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_parent record;
BEGIN
    SELECT access_restricted
    INTO v_parent
    FROM clinic.medical_records
    WHERE clinic_id = NEW.clinic_id AND id = NEW.medical_record_id;
    IF FOUND THEN
        NEW.access_restricted := v_parent.access_restricted;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.take_restriction_of_record() FROM PUBLIC;

COMMENT ON FUNCTION clinic.take_restriction_of_record() IS
    'Trigger function: copies access_restricted from the medical record.';
