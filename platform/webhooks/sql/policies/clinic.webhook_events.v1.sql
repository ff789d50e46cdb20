-- Events that others sent: the worker sees those of every clinic, and of the platform.
REVOKE ALL ON clinic.webhook_events FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.webhook_events TO clinic_admin, clinic_superadmin, clinic_worker;
GRANT UPDATE (
    status, attempts, last_attempt_at, processed_at, error
) ON clinic.webhook_events TO clinic_worker;

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

-- Of the version after this one.
DROP POLICY IF EXISTS functions_read ON clinic.webhook_events;
DROP POLICY IF EXISTS functions_receive ON clinic.webhook_events;
DROP POLICY IF EXISTS functions_replay ON clinic.webhook_events;
