-- Copy into a line of a bill whose bill it is.
-- Concurrency: reads the parent; a key holds the copies equal to it, whatever happens in between.
-- Raises: nothing; a parent that is not there is for the key to refuse.
-- Security: runs as the owner, since whoever writes the child may not see the parent; it copies these
-- columns alone. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.take_patient_of_payment()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_parent record;
BEGIN
    SELECT patient_id
    INTO v_parent
    FROM clinic.payments
    WHERE clinic_id = NEW.clinic_id AND id = NEW.payment_id;
    IF FOUND THEN
        NEW.patient_id := v_parent.patient_id;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.take_patient_of_payment() FROM PUBLIC;

COMMENT ON FUNCTION clinic.take_patient_of_payment() IS
    'Trigger function: copies the patient from the payment.';
