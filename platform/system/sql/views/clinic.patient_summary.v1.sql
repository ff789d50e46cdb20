-- A patient at a glance: how often they come, when last and when next, how many records there are of them and what
-- they owe; as far as the reader sees each. Where the reader sees no records or no payments at all, it is NULL.
-- Appointments count unless they were cancelled, or moved (the one they were moved to counts); a visit is one that
-- is completed. Owed is what is outstanding of bills that are not settled, refunded or failed. Deleted rows count
-- nowhere, and deleted patients have no line.
-- Security: asks with the rights of its reader.
-- Each figure is a query of its own: it is asked for the lines that are shown alone, after they are in order, and
-- not at all where nobody asks for it.
CREATE OR REPLACE VIEW clinic.patient_summary
WITH (security_invoker = true)
AS
SELECT
    patient.id AS patient_id,
    patient.clinic_id,
    patient.patient_number,
    patient.full_name,
    patient.email,
    patient.phone,
    patient.date_of_birth,
    patient.gender,
    (
        SELECT count(*)
        FROM clinic.appointments AS appointment
        WHERE appointment.clinic_id = patient.clinic_id
            AND appointment.patient_id = patient.id
            AND appointment.status NOT IN ('cancelled', 'rescheduled')
            AND appointment.deleted_at IS NULL
    ) AS total_appointments,
    CASE WHEN (SELECT tenancy.sees('clinic.medical_records')) THEN (
        SELECT count(*)
        FROM clinic.medical_records AS record
        WHERE record.clinic_id = patient.clinic_id
            AND record.patient_id = patient.id
            AND record.deleted_at IS NULL
    ) END AS total_medical_records,
    (
        SELECT max(visit.appointment_date)
        FROM clinic.appointments AS visit
        WHERE visit.clinic_id = patient.clinic_id
            AND visit.patient_id = patient.id
            AND visit.status = 'completed'
            AND visit.deleted_at IS NULL
    ) AS last_visit_date,
    (
        SELECT min(coming.starts_at)
        FROM clinic.appointments AS coming
        WHERE coming.clinic_id = patient.clinic_id
            AND coming.patient_id = patient.id
            AND coming.starts_at >= now()
            AND coming.status IN ('scheduled', 'confirmed')
            AND coming.deleted_at IS NULL
    ) AS next_appointment_at,
    CASE WHEN (SELECT tenancy.sees('clinic.payments')) THEN (
        SELECT coalesce(sum(payment.outstanding_amount), 0)
        FROM clinic.payments AS payment
        WHERE payment.clinic_id = patient.clinic_id
            AND payment.patient_id = patient.id
            AND payment.status IN ('pending', 'processing', 'partial')
            AND payment.deleted_at IS NULL
    ) END AS outstanding_balance
FROM clinic.patients AS patient
WHERE patient.deleted_at IS NULL;

REVOKE ALL ON clinic.patient_summary FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
GRANT SELECT ON clinic.patient_summary TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON VIEW clinic.patient_summary IS
    'A line a patient: visits, records and what is owed, as far as the reader sees them.';
