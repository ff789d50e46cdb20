-- Who comes when, and how it goes: each visit as far as it has come by the time at which the clinic stands.

CREATE TEMP TABLE booking ON COMMIT DROP AS
WITH drawn AS MATERIALIZED (
    SELECT
        offer.doctor,
        offer.date,
        offer.at,
        offer.starts_at,
        offer.dice,
        site.patients,
        site.doctors,
        pg_temp.luck(offer.dice, 'patient') AS rarity
    FROM pg_temp.offer
    CROSS JOIN pg_temp.site
    WHERE offer.is_wanted
),

-- The regular ones come about ten times as often as the rare ones.
met AS MATERIALIZED (
    SELECT
        drawn.*,
        floor(drawn.patients * drawn.rarity * (0.25 + 0.75 * drawn.rarity ^ 2))::integer AS anyone
    FROM drawn
),

-- Most see the doctor they prefer; nobody comes twice a day.
sent AS (
    SELECT DISTINCT ON (chosen.number, met.date)
        met.*,
        chosen.number
    FROM met
    CROSS JOIN LATERAL (
        SELECT 1 + CASE
            WHEN pg_temp.luck(met.dice, 'own doctor') < 0.7
                AND met.anyone - met.anyone % met.doctors + met.doctor <= met.patients
                THEN met.anyone - met.anyone % met.doctors + met.doctor - 1
            ELSE met.anyone
        END AS number
    ) AS chosen
    ORDER BY chosen.number, met.date, met.starts_at, met.doctor
),

come AS MATERIALIZED (
    SELECT
        sent.*,
        person.chronic,
        person.forgets,
        date_part('year', age(sent.date, person.born))::integer AS age,
        pg_temp.luck(sent.dice, 'kind') AS kind_luck
    FROM sent
    JOIN pg_temp.person USING (number)
),

caused AS MATERIALIZED (
    SELECT
        come.*,
        CASE
            WHEN come.kind_luck < 0.06 THEN 'vaccination'
            WHEN come.kind_luck < 0.5 AND come.chronic <> '{}' THEN 'follow_up'
            WHEN come.kind_luck > 0.97 AND come.age >= 25 THEN 'health_screening'
            WHEN pg_temp.luck(come.dice, 'walks in') < 0.3 THEN 'walk_in'
            ELSE 'consultation'
        END AS kind
    FROM come
),

reasoned AS MATERIALIZED (
    SELECT
        caused.*,
        CASE caused.kind
            WHEN 'vaccination' THEN words.vaccination
            WHEN 'health_screening' THEN words.screening
            WHEN 'follow_up'
                THEN caused.chronic[
                    pg_temp.throw(caused.dice, 'condition', 1, cardinality(caused.chronic))
                ]
            ELSE ailment.condition
        END AS condition
    FROM caused
    CROSS JOIN pg_temp.words
    JOIN pg_temp.ailment
        ON ailment.age = caused.age
        AND ailment.place = floor(pg_temp.luck(caused.dice, 'condition') * ailment.places)
),

planned AS MATERIALIZED (
    SELECT
        reasoned.*,
        reasoned.kind IN ('consultation', 'follow_up')
            AND doctor.telemedicine
            AND condition.imaging IS NULL
            AND pg_temp.luck(reasoned.dice, 'online') < 0.18 AS online,
        reasoned.kind <> 'walk_in'
            AND reasoned.date - 7 >= site.first_day
            AND pg_temp.luck(reasoned.dice, 'moved') < 0.06 AS moved,
        reasoned.starts_at - pg_temp.minutes(reasoned.dice, 'early', 5, 20) AS checked_in_at,
        reasoned.starts_at + pg_temp.minutes(reasoned.dice, 'late', 7, 9) AS began_at,
        site.timezone,
        site.now
    FROM reasoned
    CROSS JOIN pg_temp.site
    JOIN pg_temp.doctor ON doctor.number = reasoned.doctor
    JOIN pg_temp.condition ON condition.number = reasoned.condition
),

-- How many days ahead it was booked, by day: who moves a visit does so the day before it would have been.
timed AS MATERIALIZED (
    SELECT
        planned.*,
        CASE
            WHEN planned.kind = 'walk_in' THEN planned.checked_in_at
            WHEN planned.moved THEN lead_days.morning - interval '8 days' + lead_days.hours
            WHEN lead_days.luck < 0.2 THEN planned.starts_at - pg_temp.minutes(planned.dice, 'lead', 60, 240)
            WHEN lead_days.luck < 0.4 THEN lead_days.morning - interval '1 day' + lead_days.hours
            WHEN lead_days.luck < 0.65
                THEN lead_days.morning - pg_temp.days(planned.dice, 'lead', 2, 4) + lead_days.hours
            ELSE lead_days.morning - pg_temp.days(planned.dice, 'lead', 5, 13) + lead_days.hours
        END AS booked_at,
        lead_days.morning
    FROM planned
    CROSS JOIN LATERAL (
        SELECT
            pg_temp.luck(planned.dice, 'lead days') AS luck,
            (planned.date + time '08:00') AT TIME ZONE planned.timezone AS morning,
            pg_temp.minutes(planned.dice, 'hours', 0, 839) AS hours
    ) AS lead_days
)
SELECT
    timed.doctor,
    timed.number AS person,
    timed.date,
    timed.at,
    timed.starts_at,
    timed.dice,
    timed.age,
    timed.condition,
    timed.checked_in_at,
    timed.began_at,
    timed.began_at + pg_temp.minutes(timed.dice, 'length', 9, 13) AS ended_at,
    timed.booked_at,
    CASE WHEN timed.online THEN 'telemedicine' ELSE timed.kind END AS kind,
    CASE WHEN timed.kind = 'walk_in' THEN 'walk_in'
        ELSE pg_temp.pick(timed.dice, 'source', '{online,phone,whatsapp,staff}', '{0.45,0.75,0.9}')
    END AS source,
    CASE
        WHEN timed.kind = 'walk_in' OR timed.moved THEN 'completed'
        WHEN pg_temp.luck(timed.dice, 'outcome') < 0.08 THEN 'cancelled'
        WHEN pg_temp.luck(timed.dice, 'outcome') < CASE WHEN timed.forgets THEN 0.3 ELSE 0.12 END
            THEN 'no_show'
        ELSE 'completed'
    END AS outcome,
    date_trunc(
        'minute',
        timed.booked_at + (timed.starts_at - timed.booked_at) * (0.2 + 0.75 * pg_temp.luck(timed.dice, 'gone'))
    ) AS gone_at,
    CASE WHEN timed.moved THEN (timed.date - 7 + timed.at) AT TIME ZONE timed.timezone END AS moved_from,
    CASE WHEN timed.moved
        THEN timed.morning - pg_temp.days(timed.dice, 'first lead', 9, 16)
            + pg_temp.minutes(timed.dice, 'first hours', 0, 839)
    END AS first_booked_at
FROM timed
WHERE timed.booked_at <= timed.now;

CREATE TEMP TABLE visit ON COMMIT DROP AS
WITH told AS (
    SELECT
        booking.doctor,
        booking.person,
        booking.date,
        booking.starts_at,
        booking.dice,
        booking.age,
        booking.condition,
        booking.checked_in_at,
        booking.began_at,
        booking.ended_at,
        booking.booked_at,
        booking.kind,
        booking.source,
        booking.outcome,
        booking.gone_at,
        booking.moved_from,
        booking.first_booked_at
    FROM pg_temp.booking
    UNION ALL
    SELECT
        booking.doctor,
        booking.person,
        booking.date - 7,
        booking.moved_from,
        pg_temp.dice('moved', booking.dice),
        booking.age,
        booking.condition,
        NULL,
        NULL,
        NULL,
        booking.first_booked_at,
        booking.kind,
        booking.source,
        'rescheduled',
        booking.booked_at,
        NULL,
        NULL
    FROM pg_temp.booking
    WHERE booking.moved_from IS NOT NULL
),

standing AS MATERIALIZED (
    SELECT
        told.*,
        told.kind = 'telemedicine' AS online,
        CASE
            WHEN told.outcome = 'rescheduled' THEN 'rescheduled'
            WHEN told.outcome = 'cancelled' AND told.gone_at <= site.now THEN 'cancelled'
            WHEN told.outcome = 'no_show' AND told.starts_at + interval '30 minutes' <= site.now THEN 'no_show'
            WHEN told.outcome = 'completed' AND told.ended_at <= site.now THEN 'completed'
            WHEN told.outcome = 'completed' AND told.began_at <= site.now THEN 'in_progress'
            WHEN told.starts_at - interval '1 day' <= site.now THEN 'confirmed'
            ELSE 'scheduled'
        END AS status,
        told.outcome = 'completed' AND told.checked_in_at <= site.now AS has_come,
        told.outcome = 'completed' AND told.kind <> 'telemedicine' AS queues,
        pg_temp.timed_key('appointments', told.dice, told.booked_at) AS id,
        site.code
    FROM told
    CROSS JOIN pg_temp.site
)
SELECT
    standing.doctor,
    standing.person,
    standing.date,
    standing.starts_at,
    standing.dice,
    standing.age,
    standing.condition,
    standing.kind,
    standing.source,
    standing.online,
    standing.status,
    standing.id,
    doctor.fee - CASE WHEN standing.online THEN 5 ELSE 0 END AS fee,
    standing.code || to_char(standing.date, '-YYYYMMDD-') || lpad(
        row_number() OVER (PARTITION BY standing.date ORDER BY standing.booked_at, standing.id)::text, 4, '0'
    ) AS number,
    standing.booked_at,
    CASE WHEN standing.online AND standing.status NOT IN ('cancelled', 'rescheduled')
        THEN lower(standing.code) || '-' || right(standing.id::text, 12)
    END AS room,
    standing.status IN ('in_progress', 'completed') AS is_seen,
    CASE WHEN standing.status IN ('cancelled', 'rescheduled') THEN standing.gone_at END AS gone_at,
    CASE WHEN standing.has_come THEN standing.checked_in_at END AS checked_in_at,
    CASE WHEN standing.status IN ('in_progress', 'completed') THEN standing.began_at END AS began_at,
    CASE WHEN standing.status = 'completed' THEN standing.ended_at END AS ended_at,
    CASE WHEN standing.has_come AND standing.queues
        THEN 'A' || lpad(
            row_number() OVER (
                PARTITION BY standing.date, standing.queues ORDER BY standing.checked_in_at, standing.id
            )::text, 3, '0'
        )
    END AS queue_number,
    CASE WHEN standing.booked_at < standing.starts_at - interval '1 day'
            AND standing.starts_at - interval '1 day' <= site.now
            AND (
                standing.status NOT IN ('cancelled', 'rescheduled')
                OR standing.gone_at > standing.starts_at - interval '1 day'
            )
        THEN standing.starts_at - interval '1 day'
    END AS reminded_at,
    CASE WHEN standing.moved_from IS NOT NULL
        THEN pg_temp.timed_key('appointments', pg_temp.dice('moved', standing.dice), standing.first_booked_at)
    END AS moved_from
FROM standing
CROSS JOIN pg_temp.site
JOIN pg_temp.doctor ON doctor.number = standing.doctor
ORDER BY standing.starts_at, standing.doctor;

ANALYZE pg_temp.visit (id, dice, person);
