-- The steps that an appointment may take, the same at every clinic: which status may follow which. NULL is the
-- beginning. It is a table, and in a function so that nobody can write it.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody.
CREATE OR REPLACE FUNCTION clinic.appointment_transitions()
RETURNS TABLE (
    from_status clinic.appointment_status,
    to_status clinic.appointment_status,
    reason text
)
LANGUAGE sql
IMMUTABLE
AS $$
VALUES
    (NULL::clinic.appointment_status, 'scheduled'::clinic.appointment_status, 'asked for: the doctor accepts each'),
    (NULL, 'confirmed', 'booked: the doctor accepts by default'),
    ('scheduled', 'confirmed', 'accepted, or the patient has come'),
    ('scheduled', 'in_progress', 'the consultation begins'),
    ('scheduled', 'cancelled', 'given up'),
    ('scheduled', 'rescheduled', 'moved: another appointment stands for it'),
    ('scheduled', 'no_show', 'nobody came'),
    ('confirmed', 'in_progress', 'the consultation begins'),
    ('confirmed', 'cancelled', 'given up'),
    ('confirmed', 'rescheduled', 'moved: another appointment stands for it'),
    ('confirmed', 'no_show', 'nobody came'),
    ('in_progress', 'completed', 'the consultation is over'),
    ('in_progress', 'confirmed', 'begun by mistake'),
    ('no_show', 'confirmed', 'came after all')
$$;

REVOKE ALL ON FUNCTION clinic.appointment_transitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.appointment_transitions() TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_definer;

COMMENT ON FUNCTION clinic.appointment_transitions() IS
    'Which status of an appointment may follow which; the database refuses all others.';
