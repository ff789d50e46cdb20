\set slot (:n * :clients + :client_id) * 7919 % :slots
\set clinic :slot % :clinics
\set n :n + 1
BEGIN\;
SELECT
    set_config('role', 'clinic_staff', true),
    set_config('app.current_clinic_id', md5('clinic/' || :clinic)::uuid::text, true),
    set_config('app.current_user_id', md5('user/' || :clinic)::uuid::text, true),
    set_config('app.current_request_id', 'Kq3vX0mT', true)\;
SELECT booking.create_booking(
    :run || '/' || :client_id || '/' || :n,
    md5('user/' || :clinic)::uuid,
    md5('clinic/' || :clinic)::uuid,
    md5('slot/' || :slot)::uuid,
    md5('patient/' || :slot)::uuid,
    'cough'
)\;
COMMIT;
