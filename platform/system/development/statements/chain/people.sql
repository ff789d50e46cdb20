-- Who works at the clinic and who comes to it, as far as visits need to know them. Patients are numbered
-- from the most regular one to the one who hardly ever comes.

CREATE TEMP TABLE login ON COMMIT DROP AS
WITH drawn AS MATERIALIZED (
    SELECT
        role.name AS role,
        role.name || '@' || site.domain AS email,
        pg_temp.dice(role.name, site.dice) AS dice,
        site.dice AS site_dice
    FROM pg_temp.site
    CROSS JOIN (VALUES ('admin'), ('nurse'), ('staff')) AS role (name)
)
SELECT
    drawn.role,
    drawn.email,
    drawn.dice,
    pg_temp.person_key('user/' || drawn.email, drawn.site_dice) AS id,
    pg_temp.full_name(drawn.dice, naming.front, naming.middle, naming.back) AS full_name
FROM drawn
JOIN pg_temp.naming
    ON naming.race = pg_temp.race(drawn.dice) AND naming.gender = pg_temp.gender(drawn.dice);

CREATE TEMP TABLE doctor ON COMMIT DROP AS
WITH drawn AS MATERIALIZED (
    SELECT
        doctor.number,
        pg_temp.dice('doctor/' || doctor.number, site.dice) AS dice,
        site.fee + 5 * (doctor.number % 2) AS fee,
        CASE WHEN doctor.number = 1 THEN 'doctor@' || site.domain END AS login,
        site.dice AS site_dice
    FROM pg_temp.site
    CROSS JOIN generate_series(1, site.doctors) AS doctor (number)
)
SELECT
    drawn.number,
    drawn.dice,
    pg_temp.person_key('doctor/' || drawn.number, drawn.site_dice) AS id,
    drawn.login,
    pg_temp.person_key('user/' || drawn.login, drawn.site_dice) AS user_id,
    'Dr ' || pg_temp.full_name(drawn.dice, naming.front, naming.middle, naming.back) AS full_name,
    pg_temp.pick(drawn.dice, 'language', naming.languages) AS language,
    drawn.fee,
    drawn.number % 3 <> 0 AS telemedicine
FROM drawn
JOIN pg_temp.naming
    ON naming.race = pg_temp.race(drawn.dice) AND naming.gender = pg_temp.gender(drawn.dice);

CREATE TEMP TABLE person ON COMMIT DROP AS
WITH drawn AS MATERIALIZED (
    SELECT
        patient.number,
        patient.number::double precision / site.patients AS rarity,
        pg_temp.dice('patient/' || patient.number, site.dice) AS dice
    FROM pg_temp.site
    CROSS JOIN generate_series(1, site.patients) AS patient (number)
),

aged AS MATERIALIZED (
    SELECT
        drawn.number,
        drawn.rarity,
        drawn.dice,
        CASE
            WHEN drawn.number = 1 THEN 44
            WHEN pg_temp.luck(drawn.dice, 'generation') < 0.42 - 0.3 * drawn.rarity
                THEN pg_temp.throw(drawn.dice, 'years', 60, 86)
            WHEN pg_temp.luck(drawn.dice, 'generation') < 0.8 THEN pg_temp.throw(drawn.dice, 'years', 18, 59)
            ELSE pg_temp.throw(drawn.dice, 'years', 0, 17)
        END AS years,
        CASE
            WHEN pg_temp.gender(drawn.dice) = 'male' THEN 171
            ELSE 159
        END AS usual_height
    FROM drawn
),

measured AS MATERIALIZED (
    SELECT
        aged.*,
        CASE WHEN aged.years < 18
            THEN 70 + aged.years * 7.2 - (aged.years / 6.0) ^ 2 + pg_temp.luck(aged.dice, 'height') * 6 - 3
            ELSE aged.usual_height + pg_temp.luck(aged.dice, 'height') * 16 - 8
        END::numeric(4, 1) AS height,
        array(
            SELECT condition.number
            FROM pg_temp.condition
            WHERE condition.kind = 'chronic'
                AND aged.years BETWEEN condition.youngest AND condition.oldest
                AND pg_temp.luck(aged.dice, condition.code)
                    < CASE WHEN aged.years >= 55 THEN 0.42 ELSE 0.12 END + 0.2 * (1 - aged.rarity)
        ) AS chronic
    FROM aged
),

weighed AS MATERIALIZED (
    SELECT
        measured.*,
        CASE WHEN measured.years < 18
            THEN 8.5 + measured.years * 2.1 + (measured.years / 6.0) ^ 3 + pg_temp.luck(measured.dice, 'weight') * 2 - 0.8
            ELSE (19.5 + pg_temp.luck(measured.dice, 'weight') * 9.5) * (measured.height / 100) ^ 2
        END::numeric(4, 1) AS weight,
        pg_temp.full_name(measured.dice, naming.front, naming.middle, naming.back) AS full_name,
        naming.race,
        naming.gender,
        pg_temp.pick(measured.dice, 'language', naming.languages) AS language
    FROM measured
    JOIN pg_temp.naming
        ON naming.race = pg_temp.race(measured.dice) AND naming.gender = pg_temp.gender(measured.dice)
),

reached AS MATERIALIZED (
    SELECT
        weighed.*,
        CASE WHEN weighed.number = 1 THEN 'patient@' || site.domain
            ELSE regexp_replace(lower(weighed.full_name), ' (bin|binte|s/o|d/o) |[ .]+', '.', 'g')
                || '.' || weighed.number || '@mail.example'
        END AS email,
        weighed.number = 1 OR weighed.years >= 18 AND pg_temp.luck(weighed.dice, 'signs in') < 0.2 AS signs_in
    FROM weighed
    CROSS JOIN pg_temp.site
)
SELECT
    reached.number,
    reached.dice,
    pg_temp.person_key('patient/' || reached.number, site.dice) AS id,
    reached.email,
    CASE WHEN reached.signs_in THEN pg_temp.person_key('user/' || reached.email, site.dice) END AS user_id,
    reached.full_name,
    reached.race,
    reached.gender,
    reached.language,
    reached.rarity,
    reached.years,
    site.first_day - reached.years * 365 - reached.years / 4
    - pg_temp.throw(reached.dice, 'birthday', 20, 360) AS born,
    reached.height,
    reached.weight,
    reached.chronic,
    pg_temp.pick(reached.dice, 'card', '{blue,orange,green,none}', '{0.22,0.42,0.57}') AS card,
    CASE WHEN reached.years >= 18 AND pg_temp.luck(reached.dice, 'insured') < 0.25
        THEN pg_temp.pick(reached.dice, 'insurer', words.insurers)
    END AS insurer,
    reached.chronic <> '{}' AND pg_temp.luck(reached.dice, 'medisave') < 0.9 AS medisave,
    CASE WHEN pg_temp.luck(reached.dice, 'allergic') < 0.15
        THEN pg_temp.pick(reached.dice, 'allergy', words.substances)
        ELSE ''
    END AS allergic_to,
    pg_temp.mobile(reached.dice) AS phone,
    CASE WHEN reached.number = 1 THEN 'email'
        ELSE pg_temp.pick(reached.dice, 'channel', '{sms,whatsapp,email}', '{0.4,0.8}')
    END AS channel,
    1 + (reached.number - 1) % site.doctors AS doctor,
    pg_temp.luck(reached.dice, 'forgets') < 0.12 AS forgets
FROM reached
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words;

ANALYZE pg_temp.person (number);

-- By which numbers they are known, encrypted: filled by the command, which has the keys.
CREATE TEMP TABLE identifier (
    number integer PRIMARY KEY,
    nric text,
    nric_hash text,
    chas_card_number text,
    insurance_policy_number text
)
ON COMMIT DROP;
