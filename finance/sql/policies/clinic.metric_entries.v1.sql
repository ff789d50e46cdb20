-- Entries of a clinic's figures: admins read them, by clinic.daily_clinic_metrics; triggers alone write them.
REVOKE ALL ON clinic.metric_entries FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.metric_entries TO clinic_admin, clinic_superadmin;

ALTER TABLE clinic.metric_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.metric_entries FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.metric_entries;
CREATE POLICY same_clinic ON clinic.metric_entries
AS RESTRICTIVE
FOR ALL
TO clinic_admin, clinic_superadmin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.metric_entries;
CREATE POLICY members_read ON clinic.metric_entries
FOR SELECT
TO clinic_admin, clinic_superadmin
USING (true);
