-- Give the clinic's next appointment number: CODE-YYYYMMDD-NNNN, by the clinic's own calendar day. It goes on from
-- the day's highest, starts at 1 each day and widens past 9999.
-- Concurrency: waits for nobody. A number that is not committed yet is its transaction's by an advisory lock, and others
-- pass over it; so one is lost only where a transaction fails that has drawn it.
-- Raises: 42501 for another clinic's code, for none, and where nobody acts; 53200 where one transaction draws thousands,
-- since it keeps a lock for each.
-- Security: runs as clinic_definer, which sees all numbers of the clinic; its policies keep it there.
CREATE OR REPLACE FUNCTION clinic.generate_appointment_number(p_clinic_code text)
RETURNS text
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_clinic_id uuid;
    v_prefix text;
    v_drawn text := current_setting('app.last_appointment_number', true);
    v_last text;
    v_count integer;
    v_number text;
BEGIN
    SELECT clinics.id, today.prefix, given.appointment_number
    INTO v_clinic_id, v_prefix, v_last
    FROM clinic.clinics
    CROSS JOIN LATERAL (
        SELECT clinics.code || to_char(clock_timestamp() AT TIME ZONE clinics.timezone, '-YYYYMMDD-') AS prefix
    ) AS today
    LEFT JOIN LATERAL (
        SELECT appointments.appointment_number
        FROM clinic.appointments
        WHERE appointments.clinic_id = clinics.id
            AND appointments.appointment_number >= today.prefix
            AND appointments.appointment_number <= today.prefix || '9999'
            AND right(appointments.appointment_number, -length(today.prefix)) ~ '^[0-9]{4}$'
            AND starts_with(appointments.appointment_number, today.prefix)
        ORDER BY appointments.appointment_number DESC
        LIMIT 1
    ) AS given ON true
    WHERE clinics.id = tenancy.current_clinic_id() AND clinics.code = p_clinic_code;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no appointment number is given in the name of another clinic'
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    -- What this transaction has drawn before need not be in the table.
    IF starts_with(v_drawn, v_prefix) THEN
        v_last := v_drawn;
    ELSIF v_last = v_prefix || '9999' THEN
        SELECT appointments.appointment_number
        INTO v_last
        FROM clinic.appointments
        WHERE appointments.clinic_id = v_clinic_id
            AND appointments.appointment_number >= v_prefix
            AND appointments.appointment_number <= v_prefix || '999999999'
            AND right(appointments.appointment_number, -length(v_prefix)) ~ '^[0-9]{4,9}$'
            AND starts_with(appointments.appointment_number, v_prefix)
        ORDER BY length(appointments.appointment_number) DESC, appointments.appointment_number DESC
        LIMIT 1;
    END IF;
    v_count := coalesce(right(v_last, -length(v_prefix))::integer, 0);
    LOOP
        v_count := v_count + 1;
        v_number := v_prefix || lpad(v_count::text, greatest(4, length(v_count::text)), '0');
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(
            hashtextextended('booking/number/' || v_clinic_id || '/' || v_number, 0)
        );
        EXIT WHEN NOT EXISTS (
            SELECT
            FROM clinic.appointments
            WHERE clinic_id = v_clinic_id AND appointment_number = v_number
        );
    END LOOP;
    RETURN set_config('app.last_appointment_number', v_number, true);
END
$$;

ALTER FUNCTION clinic.generate_appointment_number(text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.generate_appointment_number(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.generate_appointment_number(text) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION clinic.generate_appointment_number(text) IS
    'The next appointment number of the clinic acted in: CODE-YYYYMMDD-NNNN.';
