DROP POLICY IF EXISTS admins_read ON audit.audit_logs;
DROP POLICY IF EXISTS superadmins_read ON audit.audit_logs;
DROP POLICY IF EXISTS all_is_recorded ON audit.audit_logs;
ALTER TABLE audit.audit_logs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.audit_logs DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON audit.audit_logs FROM clinic_admin, clinic_superadmin, clinic_audit;
