-- Copy into a prescribed medicine whose it is: patient, doctor, and whether it is restricted.
-- Concurrency: reads the parent; a key holds the copies equal to it, whatever happens in between.
-- Raises: nothing; a parent that is not there is for the key to refuse.
-- Security: runs as the owner, since whoever writes the child may not see the parent; it copies these
-- columns alone. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.take_people_of_prescription()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_parent record;
BEGIN
    SELECT patient_id, doctor_id, access_restricted
    INTO v_parent
    FROM clinic.prescriptions
    WHERE clinic_id = NEW.clinic_id AND id = NEW.prescription_id;
    IF FOUND THEN
        NEW.patient_id := v_parent.patient_id;
        NEW.doctor_id := v_parent.doctor_id;
        NEW.access_restricted := v_parent.access_restricted;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.take_people_of_prescription() FROM PUBLIC;

COMMENT ON FUNCTION clinic.take_people_of_prescription() IS
    'Trigger function: copies patient, doctor and access_restricted from the prescription.';
