-- The queue of each day.
REVOKE ALL ON clinic.queue_management FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.queue_management TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.queue_management TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT UPDATE (
    queue_date, current_number, last_called_number, total_waiting, average_wait_time_minutes
) ON clinic.queue_management TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

GRANT DELETE ON clinic.queue_management TO clinic_admin, clinic_superadmin;

-- What the booking functions need.
GRANT SELECT, INSERT, UPDATE (numbers_given) ON clinic.queue_management TO clinic_definer;

ALTER TABLE clinic.queue_management ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.queue_management FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.queue_management;
CREATE POLICY same_clinic ON clinic.queue_management
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.queue_management;
CREATE POLICY members_read ON clinic.queue_management
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.queue_management;
CREATE POLICY members_insert ON clinic.queue_management
FOR INSERT
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.queue_management;
CREATE POLICY members_update ON clinic.queue_management
FOR UPDATE
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS admins_delete ON clinic.queue_management;
CREATE POLICY admins_delete ON clinic.queue_management
FOR DELETE
TO clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.queue_management;
CREATE POLICY functions_stay_in_the_clinic ON clinic.queue_management
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
