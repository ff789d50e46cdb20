-- Put the clinic's time zone into a new row that names none.
-- Concurrency: reads one clinic; a key (clinic_id, timezone) keeps the two equal from then on.
-- Raises: 23502 when the clinic does not exist or may not be seen.
-- Security: runs as whoever inserts, who may read their own clinic.
CREATE OR REPLACE FUNCTION clinic.take_clinic_timezone()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.timezone := (SELECT clinics.timezone FROM clinic.clinics WHERE clinics.id = NEW.clinic_id);
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.take_clinic_timezone() FROM PUBLIC;

COMMENT ON FUNCTION clinic.take_clinic_timezone() IS
    'Trigger function: puts the clinic''s time zone into a new row.';
