-- Who is in when, and which times are offered: busy mornings, quiet afternoons, full Mondays.

CREATE TEMP TABLE roster ON COMMIT DROP AS
SELECT
    doctor.number AS doctor,
    weekday.number AS isodow,
    session.opens,
    session.closes
FROM pg_temp.site
CROSS JOIN generate_series(1, site.doctors) AS doctor (number)
CROSS JOIN generate_series(1, 7) AS weekday (number)
CROSS JOIN (
    VALUES
        ('morning', time '08:30', time '12:30'),
        ('afternoon', time '14:00', time '17:00'),
        ('evening', time '18:30', time '21:00')
) AS session (name, opens, closes)
WHERE CASE
    WHEN weekday.number = 7 THEN session.name = 'morning' AND doctor.number % 3 = 1
    WHEN session.name = 'morning' THEN true
    WHEN weekday.number = 6 THEN session.name = 'afternoon' AND doctor.number % 2 = 0
    ELSE session.name = (ARRAY['afternoon', 'evening'])[1 + (doctor.number + weekday.number) % 2]
END;

-- The same as a clinic and its doctors keep it; the clinic's own has no doctor.
CREATE TEMP TABLE hours ON COMMIT DROP AS
SELECT day.doctor, jsonb_object_agg(day.name, day.sessions) AS by_weekday
FROM (
    SELECT
        kept.doctor,
        words.weekdays[kept.isodow] AS name,
        jsonb_agg(
            jsonb_build_array(to_char(kept.opens, 'HH24:MI'), to_char(kept.closes, 'HH24:MI'))
            ORDER BY kept.opens
        ) AS sessions
    FROM (
        SELECT roster.doctor, roster.isodow, roster.opens, roster.closes
        FROM pg_temp.roster
        UNION
        SELECT NULL, roster.isodow, roster.opens, roster.closes
        FROM pg_temp.roster
    ) AS kept
    CROSS JOIN pg_temp.words
    GROUP BY kept.doctor, words.weekdays[kept.isodow]
) AS day
GROUP BY day.doctor;

-- Each quarter of an hour of a week, and how sought after it is.
CREATE TEMP TABLE quarter ON COMMIT DROP AS
SELECT
    roster.doctor,
    roster.isodow,
    begins.at::time AS at,
    by_hour.demand * by_weekday.demand AS demand,
    -- The team meets on Wednesdays before it opens its doors.
    roster.isodow = 3 AND begins.at::time < '09:30' AS is_meeting
FROM pg_temp.roster
CROSS JOIN generate_series(
    date '2000-01-01' + roster.opens, date '2000-01-01' + roster.closes - interval '15 minutes', '15 minutes'
) AS begins (at)
JOIN (
    VALUES
        (8, 0.85), (9, 1.0), (10, 1.0), (11, 0.9), (12, 0.7), (14, 0.5), (15, 0.45), (16, 0.55),
        (18, 0.75), (19, 0.8), (20, 0.6)
) AS by_hour (hour, demand) ON by_hour.hour = date_part('hour', begins.at)
JOIN (
    VALUES (1, 1.15), (2, 0.95), (3, 0.9), (4, 0.9), (5, 1.0), (6, 1.1), (7, 0.9)
) AS by_weekday (isodow, demand) ON by_weekday.isodow = roster.isodow;

ANALYZE pg_temp.roster, pg_temp.quarter;

-- All times to come; of the past, those that were wanted. No two days are alike.
CREATE TEMP TABLE offer ON COMMIT DROP AS
WITH week AS (
    SELECT sum(quarter.demand) AS demand
    FROM pg_temp.quarter
    WHERE NOT quarter.is_meeting
),

day AS MATERIALIZED (
    SELECT
        series.at::date AS date,
        date_part('isodow', series.at) AS isodow,
        site.visits_a_day * 7 / week.demand
        * (0.85 + 0.3 * pg_temp.luck(site.dice, series.at::date::text)) AS visits_for_demand
    FROM pg_temp.site
    CROSS JOIN week
    CROSS JOIN generate_series(site.first_day::timestamp, site.last_day, interval '1 day') AS series (at)
),

timed AS MATERIALIZED (
    SELECT
        quarter.doctor,
        day.date,
        quarter.at,
        quarter.is_meeting,
        quarter.demand * day.visits_for_demand AS likelihood,
        pg_temp.dice(quarter.doctor || '/' || day.date || '/' || quarter.at, site.dice) AS dice
    FROM pg_temp.site
    CROSS JOIN day
    JOIN pg_temp.quarter ON quarter.isodow = day.isodow
),

judged AS (
    SELECT
        timed.doctor,
        timed.date,
        timed.at,
        timed.is_meeting,
        timed.dice,
        NOT timed.is_meeting AND pg_temp.luck(timed.dice, 'wanted') < least(0.97, timed.likelihood) AS is_wanted
    FROM timed
)
SELECT
    judged.*,
    (judged.date + judged.at) AT TIME ZONE site.timezone AS starts_at
FROM judged
CROSS JOIN pg_temp.site
WHERE judged.is_wanted OR judged.date >= site.today;

ANALYZE pg_temp.offer (dice, doctor);
