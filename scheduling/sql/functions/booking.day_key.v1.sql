-- Give the key of the advisory lock that whoever books on a doctor's day holds; NULL, and no lock, without a doctor.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody.
CREATE OR REPLACE FUNCTION booking.day_key(p_doctor_id uuid, p_day date)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
RETURN hashtextextended('booking/doctor/' || p_doctor_id || '/' || (p_day - date '2000-01-01'), 0);

REVOKE ALL ON FUNCTION booking.day_key(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.day_key(uuid, date) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION booking.day_key(uuid, date) IS
    'The key of the advisory lock of a doctor''s day.';
