-- Which status of an appointment may follow which, the same at every clinic; NULL is the beginning.
-- Owned by migrations: nobody writes it at run time, and everybody reads it who acts.
CREATE TABLE IF NOT EXISTS clinic.appointment_transitions (
    from_status clinic.appointment_status,
    to_status clinic.appointment_status NOT NULL,
    reason text NOT NULL,
    CONSTRAINT appointment_transitions_step_key UNIQUE NULLS NOT DISTINCT (from_status, to_status),
    CONSTRAINT appointment_transitions_go_somewhere CHECK (from_status IS DISTINCT FROM to_status)
);

INSERT INTO clinic.appointment_transitions (from_status, to_status, reason)
VALUES
    (NULL, 'scheduled', 'asked for: the doctor accepts each appointment'),
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
ON CONFLICT (from_status, to_status) DO UPDATE SET reason = EXCLUDED.reason;

REVOKE ALL ON clinic.appointment_transitions FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.appointment_transitions TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_definer;

ALTER TABLE clinic.appointment_transitions ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.appointment_transitions FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS people_read ON clinic.appointment_transitions;
CREATE POLICY people_read ON clinic.appointment_transitions
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_definer
USING ((SELECT tenancy.current_user_id()) IS NOT NULL);

COMMENT ON TABLE clinic.appointment_transitions IS
    'Which status of an appointment may follow which; the database refuses all others.';
