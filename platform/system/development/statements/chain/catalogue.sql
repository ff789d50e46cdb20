-- What there is to draw from, as it was given: each list of it as a table.

CREATE TEMP TABLE site ON COMMIT DROP AS
SELECT told.*, pg_temp.dice(told.code, told.seed) AS dice
FROM
    pg_temp.given,
    jsonb_to_record(given.site) AS told (
        seed bigint, id uuid, code text, name text, branch text, registration text, address text,
        postal_code text, phone text, domain text, latitude numeric, longitude numeric, tier text,
        timezone text, patients integer, doctors integer, visits_a_day double precision, fee numeric,
        first_day date, today date, last_day date, now timestamptz, password text
    );

CREATE TEMP TABLE words ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_record(given.catalogue -> 'words') AS told (
        weekdays text[], languages jsonb, insurers text[], substances text[], cancellations text[], sites text[],
        radiologists text[], laboratory text, imaging_centre text, gst numeric, insured_share numeric,
        medisave_share numeric, gateway text, gateway_methods text[], sms_length integer, sms_price numeric,
        vaccination integer, screening integer, hypertension integer, jobs integer, streets integer
    );

CREATE TEMP TABLE condition ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'conditions') AS told (
        number integer, kind text, code text, diagnosis text, complaint text, history text,
        examination jsonb, plan text, chronic boolean, fever boolean, mc_days integer,
        follow_up_days integer, laboratory text, imaging text, differentials jsonb,
        youngest integer, oldest integer
    );

CREATE TEMP TABLE remedy ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'remedies') AS told (
        condition integer, place integer, name text, generic text, code text, dosage text,
        frequency text, days integer, quantity integer, unit text, price numeric(10, 2), food text,
        route text, antibiotic boolean, barred_by text
    );

CREATE TEMP TABLE vaccine ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'vaccines') AS told (
        key text, name text, brand text, kind text, doses integer, interval_days integer,
        price numeric(10, 2), route text, amount text
    );

CREATE TEMP TABLE vaccine_due ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'vaccines_due') AS told (
        age integer, turn integer, vaccine text
    );

CREATE TEMP TABLE panel ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'panels') AS told (
        key text, category text, price numeric(10, 2), tests jsonb
    );

CREATE TEMP TABLE analyte ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'analytes') AS told (
        panel text, name text, unit text, low double precision, high double precision,
        least double precision, most double precision, places integer, critical double precision,
        reference text
    );

CREATE TEMP TABLE picture ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'pictures') AS told (
        key text, kind text, part text, label text, price numeric(10, 2), findings text,
        impression text
    );

CREATE TEMP TABLE subsidy ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'subsidies') AS told (
        card text, chronic boolean, amount numeric(10, 2)
    );

CREATE TEMP TABLE naming ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'names') AS told (
        race text, gender text, front text[], middle text[], back text[], languages text[]
    );

CREATE TEMP TABLE work ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'work') AS told (
        number integer, occupation text, employer text
    );

CREATE TEMP TABLE street ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'streets') AS told (
        number integer, name text, postal_prefix text
    );

CREATE TEMP TABLE allergy ON COMMIT DROP AS
SELECT told.*
FROM
    pg_temp.given,
    jsonb_to_recordset(given.catalogue -> 'allergies') AS told (
        substance text, listed jsonb
    );

-- The acute conditions that people of an age have: the one in the first place, in the second, ...
CREATE TEMP TABLE ailment ON COMMIT DROP AS
SELECT
    years.age,
    row_number() OVER of_age - 1 AS place,
    count(*) OVER (PARTITION BY years.age) AS places,
    condition.number AS condition
FROM generate_series(0, 120) AS years (age)
JOIN pg_temp.condition
    ON condition.kind = 'acute' AND years.age BETWEEN condition.youngest AND condition.oldest
WINDOW of_age AS (PARTITION BY years.age ORDER BY condition.number);

-- What is given against a condition to who is allergic to something, and to who is not ('').
CREATE TEMP TABLE course ON COMMIT DROP AS
SELECT
    condition.number AS condition,
    allergic.substance,
    count(remedy.name) AS medicines,
    COALESCE(sum(remedy.quantity * remedy.price), 0) AS price,
    COALESCE(
        jsonb_agg(
            jsonb_build_object('name', remedy.name, 'dosage', remedy.dosage) ORDER BY remedy.place
        ) FILTER (WHERE remedy.name IS NOT NULL),
        '[]'
    ) AS listed
FROM pg_temp.condition
CROSS JOIN (SELECT '' AS substance UNION ALL SELECT allergy.substance FROM pg_temp.allergy) AS allergic
LEFT JOIN pg_temp.remedy
    ON remedy.condition = condition.number AND remedy.barred_by IS DISTINCT FROM allergic.substance
GROUP BY condition.number, allergic.substance;

ANALYZE
    pg_temp.site, pg_temp.words, pg_temp.condition, pg_temp.remedy, pg_temp.vaccine, pg_temp.vaccine_due, pg_temp.panel,
    pg_temp.analyte, pg_temp.picture, pg_temp.subsidy, pg_temp.naming, pg_temp.work, pg_temp.street,
    pg_temp.allergy, pg_temp.ailment, pg_temp.course;
