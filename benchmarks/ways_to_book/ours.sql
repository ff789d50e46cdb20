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
SELECT booking.create_booking(
    :run::bigint || '/' || :client_id::int || '/' || :n::int,
    md5('user/' || :clinic::int)::uuid,
    md5('clinic/' || :clinic::int)::uuid,
    md5('slot/' || :slot::int)::uuid,
    md5('patient/' || :slot::int)::uuid,
    'cough'
);
COMMIT;
\endpipeline
