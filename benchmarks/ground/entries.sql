-- Entries of the audit log, number %(first)s to %(last)s, over the months that there are: of these clinics,
-- whose users did it. A record has ten of them; one in fifty is a look.
INSERT INTO audit.audit_logs (
    id, created_at, transaction_id, clinic_id, user_id, table_schema, table_name, record_id, action, actor_role,
    changed_fields, old_values, new_values, ip_address, request_id, session_id, user_agent
)
OVERRIDING SYSTEM VALUE
SELECT
    n,
    date_trunc('month', now(), 'UTC') + n %% 97 * interval '1 day' + n %% 86400 * interval '1 second',
    n,
    clinic.id,
    clinic.users[1 + n / 7 %% cardinality(clinic.users)],
    'clinic',
    (ARRAY['appointments', 'patients', 'payments', 'medical_records', 'prescriptions'])[1 + n %% 5],
    md5((n / 10)::text)::uuid::text,
    CASE WHEN n %% 50 = 1 THEN 'SELECT' ELSE 'UPDATE' END,
    'clinic_staff',
    CASE WHEN n %% 50 <> 1 THEN '["status", "queue_status"]'::jsonb END,
    CASE WHEN n %% 50 <> 1 THEN '{"status": "scheduled", "queue_status": "waiting"}'::jsonb END,
    CASE WHEN n %% 50 <> 1 THEN '{"status": "completed", "queue_status": "completed"}'::jsonb END,
    '203.0.113.27',
    'Kq3vX0mT',
    'b7FhY2s-',
    '(Windows NT 10.0) Chrome/126'
FROM generate_series(%(first)s::bigint, %(last)s) AS n
JOIN (
    SELECT
        clinic_id AS id,
        array_agg(id ORDER BY id) AS users,
        row_number() OVER (ORDER BY clinic_id) - 1 AS place
    FROM clinic.users
    WHERE clinic_id IS NOT NULL
    GROUP BY clinic_id
) AS clinic ON clinic.place = n / 10 %% %(clinics)s
