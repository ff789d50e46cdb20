DROP POLICY IF EXISTS same_clinic ON clinic.notifications;
DROP POLICY IF EXISTS people_read_their_own ON clinic.notifications;
DROP POLICY IF EXISTS members_read ON clinic.notifications;
DROP POLICY IF EXISTS members_insert ON clinic.notifications;
DROP POLICY IF EXISTS people_mark_their_own ON clinic.notifications;
DROP POLICY IF EXISTS members_update ON clinic.notifications;
DROP POLICY IF EXISTS superadmins_delete ON clinic.notifications;

ALTER TABLE clinic.notifications NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.notifications DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.notifications FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
