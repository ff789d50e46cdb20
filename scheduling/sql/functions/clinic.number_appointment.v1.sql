-- Give a new appointment its number where none is named.
-- Concurrency: see clinic.generate_appointment_number.
-- Raises: 42501 when the appointment is another clinic's than the one acted in.
-- Security: runs as whoever inserts.
CREATE OR REPLACE FUNCTION clinic.number_appointment()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.appointment_number := clinic.generate_appointment_number(
        (SELECT clinics.code FROM clinic.clinics WHERE clinics.id = NEW.clinic_id)
    );
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.number_appointment() FROM PUBLIC;

COMMENT ON FUNCTION clinic.number_appointment() IS
    'Trigger function: gives a new appointment its number.';
