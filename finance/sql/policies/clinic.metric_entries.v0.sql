DROP POLICY IF EXISTS same_clinic ON clinic.metric_entries;
DROP POLICY IF EXISTS members_read ON clinic.metric_entries;

ALTER TABLE clinic.metric_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.metric_entries DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.metric_entries FROM clinic_admin, clinic_superadmin;
