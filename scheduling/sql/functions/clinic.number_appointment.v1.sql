-- Give a new appointment its number where none is named: whoever books by a plain INSERT names none.
-- Concurrency: see clinic.generate_appointment_number.
-- Raises: 42501 when the appointment is another clinic's than the one acted in.
-- Security: runs as whoever inserts.
CREATE OR REPLACE FUNCTION clinic.number_appointment()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_code text;
BEGIN
    SELECT clinics.code INTO v_code FROM clinic.clinics WHERE clinics.id = NEW.clinic_id;
    NEW.appointment_number := clinic.generate_appointment_number(v_code);
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.number_appointment() FROM PUBLIC;

COMMENT ON FUNCTION clinic.number_appointment() IS
    'Trigger function: gives a new appointment its number.';
