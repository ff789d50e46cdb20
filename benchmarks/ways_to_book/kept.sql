\set slot (:n * :clients + :client_id) * 7919 % :slots
\set n :n + 1
SELECT bare.ask(
    :run::bigint || '/' || :client_id::int || '/' || :n::int,
    md5('slot/' || :slot)::uuid,
    md5('patient/' || :slot)::uuid,
    'cough'
);
