-- The settings that something reads, and of which kind the value of each is: a whole number or a number from least to
-- most, or a text of least to most characters. It is a table, and in a function so that nobody can write it. What is
-- not in it is free: an application may keep settings of its own.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody.
CREATE OR REPLACE FUNCTION clinic.known_settings()
RETURNS TABLE (category text, key text, kind text, at_least numeric, at_most numeric)
LANGUAGE sql
IMMUTABLE
AS $$
VALUES
    ('appointment', 'default_duration_minutes', 'whole number', 5, 480),
    ('appointment', 'max_advance_booking_days', 'whole number', 0, 730),
    ('appointment', 'reminder_hours_before', 'whole number', 0, 720),
    ('queue', 'number_prefix', 'text', 0, 4),
    ('payment', 'gst_rate', 'number', 0, 1),
    ('payment', 'currency', 'text', 3, 3),
    ('notification', 'sms_provider', 'text', 1, 50),
    ('notification', 'email_provider', 'text', 1, 50),
    ('telemedicine', 'video_provider', 'text', 1, 50),
    ('audit', 'retention_months', 'whole number', 1, 1200)
$$;

REVOKE ALL ON FUNCTION clinic.known_settings() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.known_settings() TO clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION clinic.known_settings() IS
    'The settings that something reads, and of which kind each is.';
