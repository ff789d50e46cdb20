-- What patients were told of their appointments, and the messages that carried it.

CREATE TEMP TABLE news ON COMMIT DROP AS
WITH told AS (
    SELECT
        visit.id AS visit,
        visit.dice,
        visit.person,
        visit.number,
        'appointment_confirmation' AS kind,
        visit.booked_at + interval '1 minute' AS at,
        visit.booked_at AS known_at,
        'Your appointment at ' || site.name AS subject,
        site.name || ': your appointment ' || visit.number || ' with ' || doctor.full_name || ' is on '
        || to_char(visit.starts_at AT TIME ZONE site.timezone, 'Dy DD Mon, HH24:MI') || '.' AS text
    FROM pg_temp.visit
    CROSS JOIN pg_temp.site
    JOIN pg_temp.doctor ON doctor.number = visit.doctor
    WHERE visit.source <> 'walk_in'
    UNION ALL
    SELECT
        visit.id,
        visit.dice,
        visit.person,
        visit.number,
        'appointment_reminder',
        visit.starts_at - interval '1 day',
        visit.booked_at,
        'Reminder: ' || site.name || ', ' || to_char(visit.starts_at AT TIME ZONE site.timezone, 'Dy DD Mon, HH24:MI'),
        site.name || ': see you on ' || to_char(visit.starts_at AT TIME ZONE site.timezone, 'Dy DD Mon, HH24:MI')
        || ' with ' || doctor.full_name || '. Call ' || site.phone || ' to change.'
    FROM pg_temp.visit
    CROSS JOIN pg_temp.site
    JOIN pg_temp.doctor ON doctor.number = visit.doctor
    WHERE visit.reminded_at IS NOT NULL
        OR visit.status IN ('scheduled', 'confirmed') AND visit.starts_at > site.now + interval '1 day'
            AND visit.starts_at <= site.now + interval '2 days'
    UNION ALL
    SELECT
        visit.id,
        visit.dice,
        visit.person,
        visit.number,
        'appointment_' || visit.status,
        visit.gone_at + interval '1 minute',
        visit.booked_at,
        'Your appointment at ' || site.name || ' was ' || gone.how,
        site.name || ': your appointment ' || visit.number || ' of '
        || to_char(visit.starts_at AT TIME ZONE site.timezone, 'Dy DD Mon, HH24:MI') || ' was ' || gone.more
    FROM pg_temp.visit
    CROSS JOIN pg_temp.site
    JOIN (
        VALUES
            ('cancelled', 'cancelled', 'cancelled.'),
            ('rescheduled', 'moved', 'moved; the new time comes in a message of its own.')
    ) AS gone (status, how, more) USING (status)
),

sent AS MATERIALIZED (
    SELECT
        told.*,
        told.at <= site.now AS is_due,
        told.at <= site.now AND pg_temp.luck(told.dice, told.kind || ' fails') < 0.03 AS has_failed,
        told.at + pg_temp.throw(told.dice, told.kind, 2, 40) * interval '1 second' AS deliver_at,
        CASE WHEN person.channel <> 'sms' AND pg_temp.luck(told.dice, told.kind || ' read') < 0.7
            THEN told.at + pg_temp.minutes(told.dice, told.kind || ' read after', 1, 200)
        END AS read_at
    FROM told
    CROSS JOIN pg_temp.site
    JOIN pg_temp.person ON person.number = told.person
)
SELECT
    pg_temp.timed_key('notifications/' || sent.kind, sent.dice, least(sent.at, site.now)) AS id,
    sent.visit,
    sent.dice,
    sent.person,
    sent.number,
    sent.kind,
    sent.at,
    sent.subject,
    sent.text,
    sent.is_due,
    sent.has_failed,
    CASE WHEN NOT sent.has_failed AND sent.deliver_at <= site.now THEN sent.deliver_at END AS delivered_at,
    CASE WHEN NOT sent.has_failed AND sent.read_at <= site.now THEN sent.read_at END AS read_at,
    CASE
        WHEN NOT sent.is_due THEN 'pending'
        WHEN sent.has_failed THEN 'failed'
        WHEN sent.read_at <= site.now THEN 'read'
        WHEN sent.deliver_at <= site.now THEN 'delivered'
        ELSE 'sent'
    END AS status,
    CASE WHEN sent.is_due THEN sent.at ELSE sent.known_at END AS created_at
FROM sent
CROSS JOIN pg_temp.site;

ANALYZE pg_temp.news (person);

INSERT INTO clinic.notifications (
    id, clinic_id, user_id, type, channel, recipient, subject, message, template_id, template_variables, status,
    sent_at, delivered_at, read_at, failed_at, failure_reason, retry_count, scheduled_for, metadata, created_at
)
SELECT
    news.id,
    site.id,
    person.user_id,
    news.kind,
    person.channel::clinic.notification_channel,
    CASE person.channel WHEN 'email' THEN person.email ELSE person.phone END,
    CASE person.channel WHEN 'email' THEN news.subject END,
    news.text,
    news.kind,
    jsonb_build_object('appointment_number', news.number, 'name', person.full_name),
    news.status,
    CASE WHEN news.is_due AND NOT news.has_failed THEN news.at END,
    news.delivered_at,
    news.read_at,
    CASE WHEN news.has_failed THEN news.at END,
    CASE WHEN news.has_failed THEN 'Not reachable' END,
    CASE WHEN news.has_failed THEN 3 ELSE 0 END,
    CASE WHEN NOT news.is_due THEN news.at END,
    jsonb_build_object('appointment_id', news.visit),
    news.created_at
FROM pg_temp.news
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = news.person;

-- Who signs in is told of the receipt, inside the application alone.
INSERT INTO clinic.notifications (
    id, clinic_id, user_id, type, channel, recipient, subject, message, template_id, status, sent_at, delivered_at,
    metadata, created_at
)
SELECT
    pg_temp.timed_key('notifications/visit_summary', bill.dice, bill.ended_at),
    site.id,
    person.user_id,
    'visit_summary',
    'in_app',
    person.email,
    'Your visit',
    'The summary and the bill of your visit ' || bill.number || ' are there.',
    'visit_summary',
    'delivered',
    bill.ended_at,
    bill.ended_at,
    jsonb_build_object('appointment_id', bill.visit),
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = bill.person AND person.user_id IS NOT NULL;

INSERT INTO clinic.sms_messages (
    id, clinic_id, notification_id, provider_message_id, status, to_number, from_number, message, provider,
    delivery_status, segments, price_per_segment, total_cost, error_code, error_message, created_at
)
SELECT
    pg_temp.timed_key('sms_messages/' || news.kind, news.dice, news.at),
    site.id,
    news.id,
    'msg_' || right(news.id::text, 12),
    news.status,
    person.phone,
    site.phone,
    news.text,
    'twilio',
    CASE WHEN news.has_failed THEN 'undelivered' WHEN news.delivered_at IS NULL THEN 'sent' ELSE 'delivered' END,
    (length(news.text) + words.sms_length - 1) / words.sms_length,
    words.sms_price,
    (length(news.text) + words.sms_length - 1) / words.sms_length * words.sms_price,
    CASE WHEN news.has_failed THEN '30003' END,
    CASE WHEN news.has_failed THEN 'Not reachable' END,
    news.at
FROM pg_temp.news
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.person ON person.number = news.person AND person.channel = 'sms'
WHERE news.is_due;

INSERT INTO clinic.whatsapp_messages (
    id, clinic_id, notification_id, provider_message_id, status, to_number, from_number, message_type, text_body,
    template_name, template_language, template_parameters, conversation_id, delivered_at, read_at, error_code,
    error_message, created_at
)
SELECT
    pg_temp.timed_key('whatsapp_messages/' || news.kind, news.dice, news.at),
    site.id,
    news.id,
    'msg_' || right(news.id::text, 12),
    news.status,
    person.phone,
    site.phone,
    'template',
    news.text,
    news.kind,
    'en',
    jsonb_build_object('appointment_number', news.number),
    'conv_' || left(person.id::text, 18),
    news.delivered_at,
    news.read_at,
    CASE WHEN news.has_failed THEN '30003' END,
    CASE WHEN news.has_failed THEN 'Not reachable' END,
    news.at
FROM pg_temp.news
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = news.person AND person.channel = 'whatsapp'
WHERE news.is_due;

INSERT INTO clinic.email_messages (
    id, clinic_id, notification_id, provider_message_id, status, to_email, from_email, reply_to_email, subject,
    text_body, provider, opened_at, bounced_at, bounce_type, bounce_reason, created_at
)
SELECT
    pg_temp.timed_key('email_messages/' || news.kind, news.dice, news.at),
    site.id,
    news.id,
    'msg_' || right(news.id::text, 12),
    news.status,
    person.email,
    'hello@' || site.domain,
    'hello@' || site.domain,
    news.subject,
    'Dear ' || person.full_name || E',\n\n' || news.text || E'\n\n' || site.name,
    'resend',
    news.read_at,
    CASE WHEN news.has_failed THEN news.at END,
    CASE WHEN news.has_failed THEN 'hard' END,
    CASE WHEN news.has_failed THEN 'Mailbox does not exist' END,
    news.at
FROM pg_temp.news
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = news.person AND person.channel = 'email'
WHERE news.is_due;
