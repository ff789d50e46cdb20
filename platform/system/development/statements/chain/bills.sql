-- What was done at each completed visit, what that costs, and who bears it: the source of records and bills.

CREATE TEMP TABLE bill ON COMMIT DROP AS
WITH done AS MATERIALIZED (
    SELECT
        visit.*,
        person.allergic_to,
        person.card,
        person.medisave AS saves,
        CASE WHEN pg_temp.luck(visit.dice, 'insured') < 0.7 THEN person.insurer END AS insurer,
        condition.code,
        condition.chronic,
        CASE WHEN condition.laboratory IS NOT NULL
                AND (NOT condition.chronic OR pg_temp.luck(visit.dice, 'laboratory') < 0.6)
            THEN condition.laboratory
        END AS laboratory,
        CASE WHEN pg_temp.luck(visit.dice, 'imaging') < 0.7 THEN condition.imaging END AS imaging,
        CASE WHEN visit.kind = 'vaccination' THEN vaccine_due.vaccine END AS vaccine
    FROM pg_temp.visit
    JOIN pg_temp.person ON person.number = visit.person
    JOIN pg_temp.condition ON condition.number = visit.condition
    JOIN pg_temp.vaccine_due ON vaccine_due.age = visit.age AND vaccine_due.turn = visit.person % 6
    WHERE visit.status = 'completed'
),

summed AS MATERIALIZED (
    SELECT
        done.*,
        course.medicines,
        done.fee + course.price + COALESCE(vaccine.price, 0) + COALESCE(panel.price, 0)
        + COALESCE(picture.price, 0) AS subtotal
    FROM done
    JOIN pg_temp.course
        ON course.condition = done.condition AND course.substance = done.allergic_to
    LEFT JOIN pg_temp.vaccine ON vaccine.key = done.vaccine
    LEFT JOIN pg_temp.panel ON panel.key = done.laboratory
    LEFT JOIN pg_temp.picture ON picture.key = done.imaging
),

taxed AS MATERIALIZED (
    SELECT
        summed.*,
        round(summed.subtotal * words.gst, 2) AS gst,
        summed.subtotal + round(summed.subtotal * words.gst, 2) AS gross
    FROM summed
    CROSS JOIN pg_temp.words
),

subsidised AS MATERIALIZED (
    SELECT
        taxed.*,
        CASE WHEN taxed.insurer IS NULL AND taxed.kind NOT IN ('vaccination', 'health_screening')
            THEN least(COALESCE(subsidy.amount, 0), taxed.gross)
            ELSE 0
        END AS chas,
        CASE WHEN taxed.insurer IS NULL THEN 0 ELSE round(taxed.gross * words.insured_share, 2) END AS insurance
    FROM taxed
    CROSS JOIN pg_temp.words
    LEFT JOIN pg_temp.subsidy ON subsidy.card = taxed.card AND subsidy.chronic = taxed.chronic
),

shared AS MATERIALIZED (
    SELECT
        subsidised.*,
        CASE WHEN subsidised.chronic AND subsidised.saves AND subsidised.insurer IS NULL
            THEN round((subsidised.gross - subsidised.chas) * words.medisave_share, 2)
            ELSE 0
        END AS medisave
    FROM subsidised
    CROSS JOIN pg_temp.words
),

-- Of the larger bills some are not simply paid, and of the recent ones more.
presented AS MATERIALIZED (
    SELECT
        shared.*,
        shared.gross - shared.chas - shared.medisave - shared.insurance AS total,
        CASE
            WHEN shared.gross - shared.chas - shared.medisave - shared.insurance < 10 THEN 'completed'
            WHEN shared.date > site.today - 14
                THEN pg_temp.pick(
                    shared.dice, 'fate', '{pending,partial,failed,refunded,completed}', '{0.12,0.16,0.18,0.19}'
                )
            ELSE pg_temp.pick(
                shared.dice, 'fate', '{pending,partial,failed,refunded,completed}', '{0.03,0.05,0.06,0.07}'
            )
        END AS fate,
        shared.ended_at + interval '8 minutes' AS till_at,
        (shared.date + 1 + time '11:00') AT TIME ZONE site.timezone AS refund_at
    FROM shared
    CROSS JOIN pg_temp.site
)
SELECT
    presented.id AS visit,
    presented.dice,
    presented.doctor,
    presented.person,
    presented.date,
    presented.number,
    presented.age,
    presented.condition,
    presented.kind,
    presented.online,
    presented.ended_at,
    presented.allergic_to,
    presented.medicines,
    presented.laboratory,
    presented.imaging,
    presented.vaccine,
    presented.insurer,
    presented.fee,
    presented.subtotal,
    presented.gst,
    presented.gross,
    presented.chas,
    presented.medisave,
    presented.insurance,
    presented.total,
    CASE
        WHEN presented.total = 0 AND presented.medisave > 0 THEN 'medisave'
        WHEN presented.total = 0 THEN 'other'
        WHEN presented.online THEN 'credit_card'
        ELSE pg_temp.pick(
            presented.dice, 'method', '{paynow,nets,cash,credit_card,debit_card}', '{0.36,0.62,0.78,0.94}'
        )
    END AS method,
    CASE
        WHEN presented.till_at > site.now THEN 'pending'
        WHEN presented.fate = 'refunded' AND presented.refund_at > site.now THEN 'completed'
        ELSE presented.fate
    END AS status,
    presented.till_at,
    presented.refund_at,
    pg_temp.timed_key('medical_records', presented.dice, presented.ended_at) AS record,
    pg_temp.timed_key('payments', presented.dice, presented.ended_at) AS payment
FROM presented
CROSS JOIN pg_temp.site
ORDER BY presented.ended_at;

ANALYZE pg_temp.bill (visit);
