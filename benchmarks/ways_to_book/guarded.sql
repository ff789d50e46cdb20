\set slot (:n * :clients + :client_id) * 7919 % :slots
\set clinic :slot % :clinics
\set n :n + 1
\startpipeline
BEGIN;
SELECT
    set_config('role', 'clinic_staff', true),
    set_config('app.current_clinic_id', md5('clinic/' || :clinic::int)::uuid::text, true),
    set_config('app.current_user_id', md5('user/' || :clinic::int)::uuid::text, true),
    set_config('app.current_request_id', 'Kq3vX0mT', true);
WITH claimed AS (
    UPDATE clinic.appointment_slots
    SET is_available = false, appointment_id = md5(:run::bigint || '/' || :client_id::int || '/' || :n::int)::uuid
    WHERE id = md5('slot/' || :slot::int)::uuid AND clinic_id = md5('clinic/' || :clinic::int)::uuid AND is_available
    RETURNING appointment_id, clinic_id, doctor_id, starts_at, duration_minutes, timezone
)
INSERT INTO clinic.appointments (
    id, clinic_id, doctor_id, patient_id, starts_at, duration_minutes, timezone, visit_reason, appointment_type,
    appointment_number
)
SELECT
    appointment_id, clinic_id, doctor_id, md5('patient/' || :slot::int)::uuid, starts_at, duration_minutes, timezone,
    'cough', 'consultation', 'N' || left(appointment_id::text, 18)
FROM claimed;
COMMIT;
\endpipeline
