-- Deliveries of webhooks: written by the worker.
REVOKE ALL ON clinic.webhook_logs FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.webhook_logs TO clinic_admin, clinic_superadmin;
-- What was delivered, and what was answered, the worker writes and does not read.
GRANT SELECT (
    id, clinic_id, webhook_id, event_type, response_status, response_time_ms, status, retry_count, created_at
) ON clinic.webhook_logs TO clinic_worker;
GRANT INSERT (
    clinic_id, webhook_id, event_type, payload, response_status, response_body, response_time_ms, status,
    error_message, retry_count
) ON clinic.webhook_logs TO clinic_worker;
GRANT UPDATE (
    response_status, response_body, response_time_ms, status, error_message, retry_count
) ON clinic.webhook_logs TO clinic_worker;

ALTER TABLE clinic.webhook_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_logs FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.webhook_logs;
CREATE POLICY same_clinic ON clinic.webhook_logs
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.webhook_logs;
CREATE POLICY members_read ON clinic.webhook_logs
FOR SELECT
TO clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS workers_insert ON clinic.webhook_logs;
CREATE POLICY workers_insert ON clinic.webhook_logs
FOR INSERT
TO clinic_worker
WITH CHECK (true);

DROP POLICY IF EXISTS workers_update ON clinic.webhook_logs;
CREATE POLICY workers_update ON clinic.webhook_logs
FOR UPDATE
TO clinic_worker
USING (true);
