-- Whom the clinic tells of its events, with the deliveries; and what the payment gateway and the video
-- provider told it.

INSERT INTO clinic.integration_webhooks (
    id, clinic_id, name, url, events, is_active, headers, last_triggered_at, success_count, failure_count
)
SELECT
    pg_temp.person_key('webhook/' || hook.event, site.dice),
    site.id,
    hook.name,
    'https://' || hook.host || '.example/hooks/' || lower(site.code),
    jsonb_build_array(hook.event),
    hook.is_active,
    jsonb_build_object('X-Clinic', site.code),
    CASE WHEN hook.is_active THEN delivery.last_at END,
    CASE WHEN hook.is_active THEN delivery.successes ELSE 0 END,
    CASE WHEN hook.is_active THEN delivery.failures ELSE 0 END
FROM pg_temp.site
CROSS JOIN (
    VALUES
        ('Accounting', 'accounts', 'payment.completed', false),
        ('Patient portal', 'portal', 'visit.completed', true)
) AS hook (name, host, event, is_active)
CROSS JOIN (
    SELECT
        max(bill.ended_at) AS last_at,
        count(*) FILTER (WHERE pg_temp.luck(bill.dice, 'delivery') >= 0.04) AS successes,
        count(*) FILTER (WHERE pg_temp.luck(bill.dice, 'delivery') < 0.04) AS failures
    FROM pg_temp.bill
) AS delivery;

INSERT INTO clinic.webhook_logs (
    id, clinic_id, webhook_id, event_type, payload, response_status, response_body, response_time_ms, status,
    error_message, retry_count, created_at
)
SELECT
    pg_temp.timed_key('webhook_logs', bill.dice, bill.ended_at),
    site.id,
    pg_temp.person_key('webhook/visit.completed', site.dice),
    'visit.completed',
    jsonb_build_object('event', 'visit.completed', 'appointment_number', bill.number),
    answer.response_status,
    answer.body,
    pg_temp.throw(bill.dice, 'delivery time', 40, 900),
    answer.status,
    answer.error,
    answer.retries,
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
JOIN (
    VALUES
        (true, 503, 'Service unavailable', 'failed', 'The server answered 503', 3),
        (false, 200, '{"received": true}', 'success', NULL, 0)
) AS answer (is_broken, response_status, body, status, error, retries)
    ON answer.is_broken = (pg_temp.luck(bill.dice, 'delivery') < 0.04);

INSERT INTO clinic.webhook_sources (id, clinic_id, name, scheme)
SELECT pg_temp.person_key('source/' || sender.name, site.dice), site.id, sender.name, sender.name
FROM pg_temp.site
CROSS JOIN (VALUES ('stripe'), ('daily')) AS sender (name);

INSERT INTO clinic.webhook_events (
    id, clinic_id, webhook_id, source, event_type, event_id, received_at, payload, status, attempts, last_attempt_at, processed_at,
    error, history, idempotency_key
)
-- What was paid for no bill is tried as often as a worker tries, twice as long apart each time.
WITH tried AS (
    SELECT
        count(*) AS attempts,
        max(began.at) AS last_at,
        jsonb_agg(
            jsonb_build_object(
                'attempt', number, 'began_at', began.at, 'worker', 'seed', 'error', 'no payment has this reference'
            )
            ORDER BY number
        ) AS history
    FROM pg_temp.site
    CROSS JOIN generate_series(1, 10) AS number
    CROSS JOIN LATERAL (
        SELECT site.now - interval '4 days' + (10 * (2 ^ (number - 1) - 1)) * interval '1 second' AS at
    ) AS began
),

paid AS (
    SELECT
        'evt_pi_' || replace(bill.payment::text, '-', '') AS name,
        bill.dice,
        bill.till_at AS at,
        'pi_' || replace(bill.payment::text, '-', '') AS intent,
        'ch_' || replace(bill.payment::text, '-', '') AS charge,
        bill.total
    FROM pg_temp.bill
    CROSS JOIN pg_temp.words
    WHERE bill.method = ANY (words.gateway_methods) AND bill.status IN ('completed', 'refunded')
    UNION ALL
    SELECT
        'evt_nobodys_' || lower(site.code),
        site.dice,
        site.now - interval '4 days',
        'pi_nobodys_' || lower(site.code),
        'ch_nobodys_' || lower(site.code),
        50
    FROM pg_temp.site
),

event AS (
    SELECT
        'stripe' AS sender,
        paid.name,
        paid.dice,
        paid.at,
        jsonb_build_object(
            'type', 'payment_intent.succeeded',
            'data', jsonb_build_object('object', jsonb_build_object(
                'id', paid.intent, 'object', 'payment_intent', 'amount_received', (paid.total * 100)::integer,
                'currency', 'sgd', 'latest_charge', paid.charge
            ))
        ) AS payload
    FROM paid
    UNION ALL
    SELECT
        'daily',
        'evt_' || replace(bill.visit::text, '-', ''),
        bill.dice,
        bill.ended_at,
        jsonb_build_object(
            'type', 'meeting.ended',
            'payload', jsonb_build_object(
                'room', visit.room,
                'start_ts', date_part('epoch', visit.began_at),
                'end_ts', date_part('epoch', visit.ended_at)
            )
        )
    FROM pg_temp.bill
    JOIN pg_temp.visit ON visit.id = bill.visit
    WHERE bill.online
    UNION ALL
    SELECT
        'stripe',
        'evt_payout_' || lower(site.code),
        site.dice,
        site.now - interval '3 minutes',
        jsonb_build_object('type', 'payout.paid', 'day', site.today)
    FROM pg_temp.site
)
SELECT
    pg_temp.timed_key('webhook_events/' || event.name, event.dice, event.at),
    site.id,
    pg_temp.person_key('source/' || event.sender, site.dice),
    event.sender,
    event.payload ->> 'type',
    event.name,
    event.at,
    event.payload || jsonb_build_object('id', event.name),
    fate.status,
    CASE fate.status WHEN 'pending' THEN 0 WHEN 'dead_letter' THEN tried.attempts ELSE 1 END,
    CASE fate.status WHEN 'dead_letter' THEN tried.last_at WHEN 'success' THEN event.at END,
    CASE WHEN fate.status = 'success' THEN event.at END,
    CASE WHEN fate.status = 'dead_letter' THEN tried.history #>> '{-1,error}' END,
    CASE WHEN fate.status = 'dead_letter' THEN tried.history ELSE '[]' END,
    event.name
FROM event
CROSS JOIN tried
CROSS JOIN pg_temp.site
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN event.payload ->> 'type' = 'payout.paid' THEN 'pending'
            WHEN starts_with(event.name, 'evt_nobodys_') THEN 'dead_letter'
            ELSE 'success'
        END::clinic.webhook_event_status AS status
) AS fate;
