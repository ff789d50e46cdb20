-- What the chain's values are drawn with. A thing's dice fall for a subject as they always did, whatever
-- else was thrown: the same site makes the same rows.

CREATE OR REPLACE FUNCTION pg_temp.dice(p_of text, p_seed bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended(p_of, p_seed);
COMMENT ON FUNCTION pg_temp.dice(text, bigint) IS 'The dice of what has that name.';

CREATE OR REPLACE FUNCTION pg_temp.luck(p_dice bigint, p_subject text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((hashtextextended(p_subject, p_dice) >> 12) & x'fffffffffffff'::bigint) / (2 ^ 52);
COMMENT ON FUNCTION pg_temp.luck(bigint, text) IS 'A number from 0 to 1, short of 1.';

CREATE OR REPLACE FUNCTION pg_temp.throw(
    p_dice bigint, p_subject text, p_least integer, p_most integer
) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_least + floor(pg_temp.luck(p_dice, p_subject) * (p_most - p_least + 1))::integer;
COMMENT ON FUNCTION pg_temp.throw(bigint, text, integer, integer) IS 'A whole number, either end included.';

CREATE OR REPLACE FUNCTION pg_temp.pick(p_dice bigint, p_subject text, p_from text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_from[1 + floor(pg_temp.luck(p_dice, p_subject) * cardinality(p_from))::integer];
COMMENT ON FUNCTION pg_temp.pick(bigint, text, text[]) IS 'One of several, each as likely as another.';

CREATE OR REPLACE FUNCTION pg_temp.pick(
    p_dice bigint, p_subject text, p_from text[], p_bounds double precision[]
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_from[1 + width_bucket(pg_temp.luck(p_dice, p_subject), p_bounds)];
COMMENT ON FUNCTION pg_temp.pick(bigint, text, text[], double precision[]) IS
    'One of several: the first below the first bound, the second below the second, the last above them all.';

CREATE OR REPLACE FUNCTION pg_temp.minutes(
    p_dice bigint, p_subject text, p_least integer, p_most integer
) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_temp.throw(p_dice, p_subject, p_least, p_most) * interval '1 minute';
COMMENT ON FUNCTION pg_temp.minutes(bigint, text, integer, integer) IS 'A span of whole minutes.';

CREATE OR REPLACE FUNCTION pg_temp.days(
    p_dice bigint, p_subject text, p_least integer, p_most integer
) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_temp.throw(p_dice, p_subject, p_least, p_most) * interval '1 day';
COMMENT ON FUNCTION pg_temp.days(bigint, text, integer, integer) IS 'A span of whole days.';

CREATE OR REPLACE FUNCTION pg_temp.person_key(p_name text, p_seed bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    lpad(to_hex((hashtextextended(p_name, p_seed) & x'ffffffffffff0fff'::bigint) | x'4000'::bigint), 16, '0')
    || to_hex((hashtextextended(p_name, p_seed + 1) & x'3fffffffffffffff'::bigint) | x'8000000000000000'::bigint)
)::uuid;
COMMENT ON FUNCTION pg_temp.person_key(text, bigint) IS 'The key of that name, of version 4, as people have them.';

CREATE OR REPLACE FUNCTION pg_temp.timed_key(p_table text, p_dice bigint, p_at timestamptz) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    lpad(to_hex(
        (floor(date_part('epoch', p_at) * 1000)::bigint << 16)
        | x'7000'::bigint
        | (hashtextextended(p_table, p_dice) & x'0fff'::bigint)
    ), 16, '0')
    || to_hex((hashtextextended(p_table, p_dice + 1) & x'3fffffffffffffff'::bigint) | x'8000000000000000'::bigint)
)::uuid;
COMMENT ON FUNCTION pg_temp.timed_key(text, bigint, timestamptz) IS
    'The key of the row that a thing has in a table, of version 7: ordered by time, as production makes them.';

CREATE OR REPLACE FUNCTION pg_temp.gender(p_dice bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_temp.pick(p_dice, 'gender', '{female,male}');
COMMENT ON FUNCTION pg_temp.gender(bigint) IS 'As in pg_temp.naming.';

CREATE OR REPLACE FUNCTION pg_temp.race(p_dice bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_temp.pick(p_dice, 'race', '{Chinese,Malay,Indian,Eurasian}', '{0.68,0.84,0.96}');
COMMENT ON FUNCTION pg_temp.race(bigint) IS 'As in pg_temp.naming; about as many of each as live in Singapore.';

CREATE OR REPLACE FUNCTION pg_temp.mobile(p_dice bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '+65 ' || pg_temp.pick(p_dice, 'range', '{8,9}') || '000 ' || pg_temp.throw(p_dice, 'mobile', 1000, 9999);
COMMENT ON FUNCTION pg_temp.mobile(bigint) IS
    'A mobile number, of the first block of each range: nobody''s to our knowledge.';

CREATE OR REPLACE FUNCTION pg_temp.full_name(
    p_dice bigint, p_front text[], p_middle text[], p_back text[]
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
    pg_temp.pick(p_dice, 'front', p_front) || pg_temp.pick(p_dice, 'middle', p_middle)
    || pg_temp.pick(p_dice, 'back', p_back),
    '\m(\w+) \1\M', '\1'
);
COMMENT ON FUNCTION pg_temp.full_name(bigint, text[], text[], text[]) IS
    'A name put together from the lists of pg_temp.naming; nobody is called the same twice.';
