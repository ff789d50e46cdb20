-- The day's list at a clinic: who comes when, and to whom. Rules are written in by the table's name.
SELECT
    appointment.id,
    appointment.appointment_number,
    appointment.starts_at,
    appointment.ends_at,
    appointment.appointment_type,
    appointment.status,
    patient.full_name AS patient_name,
    doctor.full_name AS doctor_name
FROM clinic.appointments AS appointment
JOIN clinic.patients AS patient
    ON patient.clinic_id = appointment.clinic_id AND patient.id = appointment.patient_id AND {patients}
LEFT JOIN clinic.doctors AS doctor
    ON doctor.clinic_id = appointment.clinic_id AND doctor.id = appointment.doctor_id AND {doctors}
WHERE appointment.starts_at >= CURRENT_DATE::timestamptz
    AND appointment.starts_at < (CURRENT_DATE + 1)::timestamptz
    AND appointment.status IN ('scheduled', 'confirmed', 'completed')
    AND {appointments}
ORDER BY appointment.starts_at, appointment.id
