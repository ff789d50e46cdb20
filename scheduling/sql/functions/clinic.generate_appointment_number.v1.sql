-- Give the clinic's next appointment number: CODE-YYYYMMDD-NNNN, by the clinic's own calendar day. The count
-- starts at 1 each day and widens past 9999; numbers that were typed in or loaded are left out.
-- Concurrency: the counter's row stays locked until the transaction ends, so that no number is given twice
-- and none is lost but where a transaction fails: draw it last, and commit at once.
-- Raises: 42501 for another clinic's code, for none, and where nobody acts.
-- Security: runs as clinic_definer, since nobody writes the counter; its policies keep it in the clinic.
CREATE OR REPLACE FUNCTION clinic.generate_appointment_number(p_clinic_code text)
RETURNS text
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_clinic_id uuid;
    v_today date;
    v_count integer;
    v_number text;
BEGIN
    SELECT clinics.id, (clock_timestamp() AT TIME ZONE clinics.timezone)::date
    INTO v_clinic_id, v_today
    FROM clinic.clinics
    WHERE clinics.id = tenancy.current_clinic_id() AND clinics.code = p_clinic_code;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no appointment number is given in the name of another clinic'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOOP
        INSERT INTO clinic.appointment_counters AS counter (clinic_id, day, last_number)
        VALUES (v_clinic_id, v_today, 1)
        ON CONFLICT (clinic_id) DO UPDATE
        SET
            day = EXCLUDED.day,
            last_number = CASE WHEN counter.day = EXCLUDED.day THEN counter.last_number + 1 ELSE 1 END
        RETURNING counter.last_number INTO v_count;

        v_number := format(
            '%s-%s-%s',
            p_clinic_code,
            to_char(v_today, 'YYYYMMDD'),
            lpad(v_count::text, greatest(4, length(v_count::text)), '0')
        );
        EXIT WHEN NOT EXISTS (
            SELECT
            FROM clinic.appointments
            WHERE clinic_id = v_clinic_id AND appointment_number = v_number
        );
    END LOOP;
    RETURN v_number;
END
$$;

ALTER FUNCTION clinic.generate_appointment_number(text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.generate_appointment_number(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.generate_appointment_number(text) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION clinic.generate_appointment_number(text) IS
    'The next appointment number of the clinic acted in: CODE-YYYYMMDD-NNNN.';
