-- Staff: everybody reads their own row; doctors and admins all of them.
REVOKE ALL ON clinic.staff FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.staff TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.staff TO clinic_admin, clinic_superadmin;
GRANT UPDATE (
    user_id, employee_id, full_name, department, position, reporting_to, permissions,
    accessible_modules, employment_type, start_date, end_date
) ON clinic.staff TO clinic_admin, clinic_superadmin;

-- What clinic.soft_delete needs.
GRANT SELECT (id, clinic_id, deleted_at), UPDATE (deleted_at) ON clinic.staff TO clinic_definer;

ALTER TABLE clinic.staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.staff FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.staff;
CREATE POLICY same_clinic ON clinic.staff
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.staff;
CREATE POLICY deleted_is_hidden ON clinic.staff
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS people_read_themselves ON clinic.staff;
CREATE POLICY people_read_themselves ON clinic.staff
FOR SELECT
TO clinic_nurse, clinic_staff
USING (user_id = (SELECT tenancy.current_user_id()));

DROP POLICY IF EXISTS members_read ON clinic.staff;
CREATE POLICY members_read ON clinic.staff
FOR SELECT
TO clinic_doctor, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS admins_insert ON clinic.staff;
CREATE POLICY admins_insert ON clinic.staff
FOR INSERT
TO clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS admins_update ON clinic.staff;
CREATE POLICY admins_update ON clinic.staff
FOR UPDATE
TO clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.staff;
CREATE POLICY functions_stay_in_the_clinic ON clinic.staff
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
