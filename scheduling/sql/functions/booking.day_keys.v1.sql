-- Give the keys of the advisory locks that whoever books a doctor's time holds: of the day on which it begins, and of the
-- one on which it ends, mostly the same; NULLs, and no lock, without a doctor.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody.
CREATE OR REPLACE FUNCTION booking.day_keys(
    p_doctor_id uuid,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_timezone text
)
RETURNS bigint[]
LANGUAGE sql
IMMUTABLE
RETURN ARRAY[
    hashtextextended(
        'booking/doctor/' || p_doctor_id || '/' || ((p_starts_at AT TIME ZONE p_timezone)::date - date '2000-01-01'), 0
    ),
    -- What ends at midnight is not of the day that begins then.
    hashtextextended(
        'booking/doctor/' || p_doctor_id || '/' || (
            ((p_ends_at AT TIME ZONE p_timezone) - interval '1 microsecond')::date - date '2000-01-01'
        ),
        0
    )
];

REVOKE ALL ON FUNCTION booking.day_keys(uuid, timestamptz, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.day_keys(uuid, timestamptz, timestamptz, text) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION booking.day_keys(uuid, timestamptz, timestamptz, text) IS
    'The keys of the advisory locks of a doctor''s time.';
