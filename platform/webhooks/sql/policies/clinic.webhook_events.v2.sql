-- Events that others sent: the worker sees those of every clinic, and of the platform. What a role may have
-- done to the line beyond that, functions do.
REVOKE ALL ON clinic.webhook_events FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.webhook_events TO clinic_admin, clinic_superadmin, clinic_worker;
GRANT UPDATE (
    status, attempts, max_attempts, last_attempt_at, processed_at, error, history, lease_owner, lease_expires_at,
    next_attempt_at, place, ordering_hash, ordering_number, alone
) ON clinic.webhook_events TO clinic_worker;

-- webhook.receive_event and webhook.replay.
GRANT SELECT ON clinic.webhook_events TO clinic_definer;
GRANT INSERT (
    id, clinic_id, source, event_id, event_type, ordering_key, payload, signature
) ON clinic.webhook_events TO clinic_definer;
GRANT UPDATE (
    status, max_attempts, place, history,
    ordering_hash, ordering_number
) ON clinic.webhook_events TO clinic_definer;

ALTER TABLE clinic.webhook_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_events FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.webhook_events;
CREATE POLICY same_clinic ON clinic.webhook_events
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.webhook_events;
CREATE POLICY members_read ON clinic.webhook_events
FOR SELECT
TO clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS workers_update ON clinic.webhook_events;
CREATE POLICY workers_update ON clinic.webhook_events
FOR UPDATE
TO clinic_worker
USING (true);

-- The platform's events, of no clinic, are the worker's alone.
DROP POLICY IF EXISTS functions_read ON clinic.webhook_events;
CREATE POLICY functions_read ON clinic.webhook_events
FOR SELECT
TO clinic_definer
USING (
    clinic_id IS NOT DISTINCT FROM (SELECT tenancy.current_clinic_id())
    AND (clinic_id IS NOT NULL OR current_setting('role') = 'clinic_worker')
);

DROP POLICY IF EXISTS functions_receive ON clinic.webhook_events;
CREATE POLICY functions_receive ON clinic.webhook_events
FOR INSERT
TO clinic_definer
WITH CHECK (
    current_setting('role') = 'clinic_worker'
    AND clinic_id IS NOT DISTINCT FROM (SELECT tenancy.current_clinic_id())
);

DROP POLICY IF EXISTS functions_replay ON clinic.webhook_events;
CREATE POLICY functions_replay ON clinic.webhook_events
FOR UPDATE
TO clinic_definer
USING (
    clinic_id IS NOT DISTINCT FROM (SELECT tenancy.current_clinic_id())
    AND (clinic_id IS NOT NULL OR current_setting('role') = 'clinic_worker')
);

-- Of the version after this one.
DROP POLICY IF EXISTS superadmins_read ON clinic.webhook_events;
DROP POLICY IF EXISTS receivers_put_in ON clinic.webhook_events;
DROP POLICY IF EXISTS receivers_read ON clinic.webhook_events;
