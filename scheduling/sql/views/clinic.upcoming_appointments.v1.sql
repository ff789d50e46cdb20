-- Who is expected: appointments of the clinic's today, in its own time zone, and later, that are still to take
-- place. Who is late today is still expected; cancelled, moved and deleted ones are not, nor those of a deleted
-- patient.
-- Security: asks with the rights of its reader. Before policies PostgreSQL tries what is leakproof alone: the
-- first bound leads to the index, and the second, by the clinic's clock, looks at what was found.
CREATE OR REPLACE VIEW clinic.upcoming_appointments
WITH (security_invoker = true)
AS
SELECT
    appointment.id AS appointment_id,
    appointment.appointment_number,
    appointment.clinic_id,
    clinic.name AS clinic_name,
    appointment.patient_id,
    patient.full_name AS patient_name,
    appointment.doctor_id,
    doctor.full_name AS doctor_name,
    appointment.appointment_date,
    appointment.appointment_time,
    appointment.starts_at,
    appointment.ends_at,
    appointment.appointment_type,
    appointment.status
FROM clinic.appointments AS appointment
JOIN clinic.clinics AS clinic ON clinic.id = appointment.clinic_id
JOIN clinic.patients AS patient
    ON patient.clinic_id = appointment.clinic_id AND patient.id = appointment.patient_id
LEFT JOIN clinic.doctors AS doctor
    ON doctor.clinic_id = appointment.clinic_id AND doctor.id = appointment.doctor_id
WHERE appointment.status IN ('scheduled', 'confirmed')
    AND appointment.deleted_at IS NULL
    AND patient.deleted_at IS NULL
    -- A day is 25 hours long when clocks go back.
    AND appointment.starts_at > now() - INTERVAL '26 hours'
    AND appointment.appointment_date >= (now() AT TIME ZONE appointment.timezone)::date;

REVOKE ALL ON clinic.upcoming_appointments FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
GRANT SELECT ON clinic.upcoming_appointments TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON VIEW clinic.upcoming_appointments IS
    'Appointments of the clinic''s today and later that are still to take place.';
