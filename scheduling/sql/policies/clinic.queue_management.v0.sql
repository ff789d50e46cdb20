DROP POLICY IF EXISTS same_clinic ON clinic.queue_management;
DROP POLICY IF EXISTS members_read ON clinic.queue_management;
DROP POLICY IF EXISTS members_insert ON clinic.queue_management;
DROP POLICY IF EXISTS members_update ON clinic.queue_management;
DROP POLICY IF EXISTS admins_delete ON clinic.queue_management;
DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.queue_management;

ALTER TABLE clinic.queue_management NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.queue_management DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.queue_management FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;
