-- The audit log: admins read their clinic's, superadmins all; clinic_audit alone appends, for whoever acts.
-- Nobody changes or deletes anything in it. A partition has no rights of its own, whenever it is made.
REVOKE ALL ON audit.audit_logs, audit.audit_logs_default FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_audit;

GRANT SELECT (
    id, created_at, transaction_id, record_bucket, clinic_id, user_id, table_schema, table_name, record_id,
    action, actor_role, changed_fields, old_values, new_values, ip_address, request_id, session_id, user_agent
) ON audit.audit_logs TO clinic_admin, clinic_superadmin;
GRANT INSERT ON audit.audit_logs TO clinic_audit;

ALTER TABLE audit.audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.audit_logs FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS admins_read ON audit.audit_logs;
CREATE POLICY admins_read ON audit.audit_logs
FOR SELECT
TO clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS superadmins_read ON audit.audit_logs;
CREATE POLICY superadmins_read ON audit.audit_logs
FOR SELECT
TO clinic_superadmin
USING ((SELECT tenancy.current_user_id()) IS NOT NULL);

-- Changes without a person are recorded too.
DROP POLICY IF EXISTS all_is_recorded ON audit.audit_logs;
CREATE POLICY all_is_recorded ON audit.audit_logs
FOR INSERT
TO clinic_audit
WITH CHECK (true);
