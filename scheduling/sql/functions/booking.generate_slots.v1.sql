-- Make a doctor's slots for a range of days, both included, from the doctor's working hours, breaks and days off:
-- each as long as a consultation, with the buffer between. Times are the clinic's wall clock; on the day when
-- clocks change, hours are as long as they are. What has begun, and what anything stands in the way of (a
-- slot, booked or not, or an appointment) is left as it is, so that running it again adds what is missing.
-- Answers {"status": "success", "result": {"made", "days"}}; conflicts: doctor_inactive; errors: doctor_not_found,
-- invalid_input (a day missing, the last before the first or in another century, more than 366 days, or hours
-- that cannot be read).
-- Concurrency: locks the doctor's days. Of two runs, or beside bookings and slots made by hand, whoever is first has the
-- time.
-- Raises: 42501 for a doctor who makes another's.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.generate_slots(p_doctor_id uuid, p_first_day date, p_last_day date)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_doctor record;
    v_length interval;
    v_step interval;
    v_day date;
    v_stretch record;
    v_from timestamptz;
    v_break_until timestamptz;
    v_starts timestamptz[] := '{}';
    v_made integer;
BEGIN
    IF current_setting('role') = 'clinic_doctor' AND p_doctor_id IS DISTINCT FROM clinic.current_doctor_id() THEN
        RAISE EXCEPTION 'a doctor makes their own slots'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- One after the other: of days at infinity there is no difference.
    IF (p_first_day >= date '2000-01-01' AND p_first_day <= p_last_day AND p_last_day < date '2199-12-31') IS NOT TRUE
    THEN
        RETURN booking.refusal('invalid_input');
    ELSIF p_last_day - p_first_day > 365 THEN
        RETURN booking.refusal('invalid_input');
    END IF;
    SELECT doctor.*, clinics.timezone, login.is_active
    INTO v_doctor
    FROM (
        SELECT
            doctors.id, doctors.clinic_id, doctors.user_id, doctors.deleted_at, doctors.license_expiry,
            doctors.consultation_duration_minutes, doctors.buffer_time_minutes, doctors.working_hours,
            doctors.break_times, doctors.blocked_dates
        FROM clinic.doctors
    ) AS doctor
    JOIN clinic.clinics ON clinics.id = doctor.clinic_id
    LEFT JOIN clinic.users AS login ON login.id = doctor.user_id
    WHERE doctor.clinic_id = v_clinic_id AND doctor.id = p_doctor_id;
    IF NOT FOUND THEN
        RETURN booking.refusal('doctor_not_found');
    -- Days after the licence get nothing: they are no reason to refuse those before.
    ELSIF NOT booking.sees_patients(
        v_doctor.deleted_at, v_doctor.license_expiry, v_doctor.is_active, least(p_first_day, v_doctor.license_expiry)
    ) THEN
        RETURN booking.refusal('doctor_inactive');
    END IF;
    v_length := make_interval(mins => v_doctor.consultation_duration_minutes);
    v_step := v_length + make_interval(mins => v_doctor.buffer_time_minutes);

    BEGIN
        FOR v_day IN
            SELECT day::date
            FROM generate_series(p_first_day::timestamp, p_last_day::timestamp, interval '1 day') AS day
            WHERE NOT v_doctor.blocked_dates ? to_char(day, 'YYYY-MM-DD')
                AND booking.sees_patients(
                    v_doctor.deleted_at, v_doctor.license_expiry, v_doctor.is_active, day::date
                )
        LOOP
            FOR v_stretch IN
                SELECT
                    booking.at_clock(v_day, hours ->> 0, v_doctor.timezone) AS opens_at,
                    booking.at_clock(v_day, hours ->> 1, v_doctor.timezone) AS closes_at
                FROM jsonb_array_elements(
                    coalesce(
                        v_doctor.working_hours -> lower(to_char(v_day, 'Dy')),
                        '[]'
                    )
                ) AS hours
                ORDER BY 1
            LOOP
                v_from := v_stretch.opens_at;
                WHILE v_from + v_length <= v_stretch.closes_at LOOP
                    SELECT max(booking.at_clock(v_day, pause ->> 1, v_doctor.timezone))
                    INTO v_break_until
                    FROM jsonb_array_elements(v_doctor.break_times) AS pause
                    WHERE booking.at_clock(v_day, pause ->> 0, v_doctor.timezone) < v_from + v_length
                        AND booking.at_clock(v_day, pause ->> 1, v_doctor.timezone) > v_from;
                    IF v_break_until IS NULL THEN
                        v_starts := v_starts || v_from;
                        v_from := v_from + v_step;
                    ELSE
                        v_from := v_break_until;
                    END IF;
                END LOOP;
            END LOOP;
        END LOOP;
    EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow OR invalid_parameter_value THEN
        RETURN booking.refusal('invalid_input');
    END;

    -- Of all days before the first slot is made, since each waits for bookings of its day.
    PERFORM booking.take_locks(VARIADIC array_agg(DISTINCT day.key))
    FROM unnest(v_starts) AS start
    CROSS JOIN LATERAL unnest(booking.day_keys(p_doctor_id, start, start + v_length, v_doctor.timezone)) AS day (key);
    INSERT INTO clinic.appointment_slots (clinic_id, doctor_id, starts_at, duration_minutes, timezone)
    SELECT v_clinic_id, p_doctor_id, start, v_doctor.consultation_duration_minutes, v_doctor.timezone
    FROM unnest(v_starts) AS start
    WHERE start > clock_timestamp()
        AND NOT EXISTS (
            SELECT
            FROM clinic.appointments AS appointment
            WHERE appointment.clinic_id = v_clinic_id
                AND appointment.doctor_id = p_doctor_id
                AND booking.is_at(appointment, start, start + v_length)
                AND NOT appointment.may_overlap
        )
    ORDER BY start
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_made = ROW_COUNT;
    RETURN jsonb_build_object(
        'status', 'success',
        'result', jsonb_build_object('made', v_made, 'days', p_last_day - p_first_day + 1)
    );
END
$$;

ALTER FUNCTION booking.generate_slots(uuid, date, date) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.generate_slots(uuid, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.generate_slots(uuid, date, date) TO
    clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.generate_slots(uuid, date, date) IS
    'Makes a doctor''s slots for a range of days.';
