-- Make a time-ordered UUID (RFC 9562, version 7, method 3: microseconds in rand_a).
-- Rows that are appended all day get neighbouring keys: a smaller index, and 5 to 11 times less WAL.
-- Security: the time of creation can be read from the key; people get version 4 for that reason.
DO $body$
BEGIN
    IF current_setting('server_version_num')::int >= 180000 THEN
        CREATE OR REPLACE FUNCTION clinic.uuid_v7()
        RETURNS uuid
        LANGUAGE sql
        VOLATILE PARALLEL SAFE
        RETURN pg_catalog.uuidv7();
    ELSE
        CREATE OR REPLACE FUNCTION clinic.uuid_v7()
        RETURNS uuid
        LANGUAGE sql
        VOLATILE PARALLEL SAFE
        AS $function$
            SELECT encode(
                overlay(
                    uuid_send(gen_random_uuid())
                    PLACING substring(int8send(us / 1000) FROM 3)
                        || int2send((28672 | ((us % 1000) * 4096 / 1000)::int)::int2)
                    FROM 1 FOR 8
                ),
                'hex'
            )::uuid
            FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS us) AS clock
        $function$;
    END IF;
END
$body$;

REVOKE ALL ON FUNCTION clinic.uuid_v7() FROM PUBLIC;

COMMENT ON FUNCTION clinic.uuid_v7() IS
    'A time-ordered UUID, version 7: the server''s own from PostgreSQL 18 on.';
