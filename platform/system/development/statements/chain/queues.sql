-- The queue of each day up to today.
INSERT INTO clinic.queue_management (
    id, clinic_id, queue_date, current_number, last_called_number, numbers_given, total_waiting,
    average_wait_time_minutes, created_at
)
SELECT
    pg_temp.timed_key('queue_management', pg_temp.dice('day/' || day.date, site.dice), day.began_at),
    site.id,
    day.date,
    day.called_last,
    day.called_last,
    day.given,
    day.waiting,
    day.wait,
    day.began_at
FROM pg_temp.site
CROSS JOIN (
    SELECT
        visit.date,
        min(visit.checked_in_at) AS began_at,
        (array_agg(visit.queue_number ORDER BY visit.began_at DESC, visit.queue_number DESC)
            FILTER (WHERE visit.is_seen))[1] AS called_last,
        count(*) AS given,
        count(*) FILTER (WHERE NOT visit.is_seen) AS waiting,
        round(
            avg(date_part('epoch', visit.began_at - visit.checked_in_at) / 60) FILTER (WHERE visit.is_seen)
        ) AS wait
    FROM pg_temp.visit
    WHERE visit.queue_number IS NOT NULL
    GROUP BY visit.date
) AS day
ORDER BY day.date;
