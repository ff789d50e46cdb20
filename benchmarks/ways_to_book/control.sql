\set slot (:n * :clients + :client_id) * 7919 % :slots
\set n :n + 1
WITH claimed AS (
    UPDATE bare.slots
    SET is_available = false
    WHERE id = md5('slot/' || :slot)::uuid AND is_available
    RETURNING clinic_id, doctor_id, starts_at, duration_minutes
)
INSERT INTO bare.appointments (clinic_id, doctor_id, patient_id, starts_at, duration_minutes, visit_reason)
SELECT clinic_id, doctor_id, md5('patient/' || :slot)::uuid, starts_at, duration_minutes, 'cough'
FROM claimed;
