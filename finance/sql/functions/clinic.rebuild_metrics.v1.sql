-- Work the figures of every day out anew from appointments and payments, and give how many days differed: none,
-- unless somebody has switched triggers off.
-- Concurrency: one statement, which sees one moment: what is entered meanwhile stays, and is of rows that it does
-- not count. Nobody waits for it; only one folds or rebuilds at a time.
-- Raises: nothing.
-- Security: runs as whoever calls it: the owner, who alone may and sees every clinic.
CREATE OR REPLACE FUNCTION clinic.rebuild_metrics()
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    v_differed bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('clinic.metric_entries', 0));
    WITH entered AS (
        DELETE FROM clinic.metric_entries RETURNING *
    ),
    before AS (
        SELECT
            clinic_id, day, sum(appointments) AS appointments, sum(completed) AS completed,
            sum(no_shows) AS no_shows, sum(waits) AS waits, sum(waited) AS waited, sum(revenue) AS revenue
        FROM entered
        GROUP BY clinic_id, day
        HAVING sum(appointments) <> 0 OR sum(revenue) <> 0
    ),
    visits AS (
        SELECT
            visit.clinic_id, visit.appointment_date AS day, sum(f.appointments) AS appointments,
            sum(f.completed) AS completed, sum(f.no_shows) AS no_shows, sum(f.waits) AS waits,
            sum(f.waited) AS waited
        FROM clinic.appointments AS visit
        CROSS JOIN LATERAL clinic.figures_of_visit(visit) AS f
        GROUP BY visit.clinic_id, visit.appointment_date
    ),
    takings AS (
        SELECT
            payment.clinic_id, payment.payment_date AS day, sum(clinic.revenue_of_payment(payment)) AS revenue
        FROM clinic.payments AS payment
        GROUP BY payment.clinic_id, payment.payment_date
        HAVING sum(clinic.revenue_of_payment(payment)) <> 0
    ),
    rebuilt AS (
        INSERT INTO clinic.metric_entries (
            clinic_id, day, appointments, completed, no_shows, waits, waited, revenue
        )
        SELECT
            clinic_id, day, coalesce(appointments, 0), coalesce(completed, 0), coalesce(no_shows, 0),
            coalesce(waits, 0), coalesce(waited, INTERVAL '0'), coalesce(revenue, 0)
        FROM visits
        FULL JOIN takings USING (clinic_id, day)
        -- Days that are read together stand together.
        ORDER BY clinic_id, day
        RETURNING clinic_id, day, appointments, completed, no_shows, waits, waited, revenue
    )
    SELECT count(*)
    INTO v_differed
    FROM before
    FULL JOIN rebuilt USING (clinic_id, day)
    WHERE (before.appointments, before.completed, before.no_shows, before.waits, before.waited, before.revenue)
        IS DISTINCT FROM
        (rebuilt.appointments, rebuilt.completed, rebuilt.no_shows, rebuilt.waits, rebuilt.waited, rebuilt.revenue);
    RETURN v_differed;
END
$$;

REVOKE ALL ON FUNCTION clinic.rebuild_metrics() FROM PUBLIC;

COMMENT ON FUNCTION clinic.rebuild_metrics() IS
    'Works the figures of every day out anew, and gives how many days differed.';
