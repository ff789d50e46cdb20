-- What is known of one patient at a glance. Rules are written in by the table's name.
SELECT
    patient.id,
    patient.patient_number,
    patient.full_name,
    patient.date_of_birth,
    patient.gender,
    visits.total_appointments,
    visits.last_visit_at,
    visits.next_appointment_at,
    (
        SELECT count(*)
        FROM clinic.medical_records AS medical_record
        WHERE medical_record.clinic_id = patient.clinic_id
            AND medical_record.patient_id = patient.id
            AND {medical_records}
    ) AS total_medical_records,
    (
        SELECT sum(payment.outstanding_amount)
        FROM clinic.payments AS payment
        WHERE payment.clinic_id = patient.clinic_id AND payment.patient_id = patient.id AND {payments}
    ) AS outstanding_balance
FROM clinic.patients AS patient
CROSS JOIN LATERAL (
    SELECT
        count(*) AS total_appointments,
        max(starts_at) FILTER (WHERE starts_at < now() AND status = 'completed') AS last_visit_at,
        min(starts_at) FILTER (WHERE starts_at >= now() AND status = 'scheduled') AS next_appointment_at
    FROM clinic.appointments AS appointment
    WHERE appointment.clinic_id = patient.clinic_id AND appointment.patient_id = patient.id AND {appointments}
) AS visits
WHERE patient.id = %(patient_id)s AND {patients}
