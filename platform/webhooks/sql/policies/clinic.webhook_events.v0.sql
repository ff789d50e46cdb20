DROP POLICY IF EXISTS same_clinic ON clinic.webhook_events;
DROP POLICY IF EXISTS members_read ON clinic.webhook_events;
DROP POLICY IF EXISTS workers_update ON clinic.webhook_events;

ALTER TABLE clinic.webhook_events NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_events DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.webhook_events FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
