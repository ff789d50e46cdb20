-- Users: logins. Secret columns (password_hash, two_factor_secret, two_factor_last_step, refresh_token,
-- failed_login_attempts, locked_until) are granted to no person's role: functions alone touch them, and
-- two_factor_enabled is theirs to write.
REVOKE ALL ON clinic.users FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT (
    id, clinic_id, email, phone, full_name, display_name, role, is_active, is_verified,
    email_verified_at, phone_verified_at, two_factor_enabled, last_login_at, last_login_ip,
    password_changed_at, notification_preferences, language, timezone, created_at, updated_at,
    deleted_at
) ON clinic.users TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

GRANT INSERT (
    clinic_id, email, phone, full_name, display_name, role, is_active, notification_preferences,
    language, timezone
) ON clinic.users TO clinic_staff, clinic_admin, clinic_superadmin;

-- What is harmless to change of oneself.
GRANT UPDATE (
    phone, display_name, notification_preferences, language, timezone
) ON clinic.users TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff;

GRANT UPDATE (
    email, phone, full_name, display_name, role, is_active, is_verified, email_verified_at,
    phone_verified_at, notification_preferences, language, timezone
) ON clinic.users TO clinic_admin;

-- Only a superadmin moves a user to another clinic.
GRANT UPDATE (
    clinic_id, email, phone, full_name, display_name, role, is_active, is_verified,
    email_verified_at, phone_verified_at, notification_preferences, language,
    timezone
) ON clinic.users TO clinic_superadmin;

-- What functions do to a user for an admin: soft_delete, give_password_hash, remove_two_factor. The booking
-- functions ask whether a doctor's login is active.
GRANT SELECT (id, clinic_id, role, deleted_at, is_active) ON clinic.users TO clinic_definer;
GRANT UPDATE (
    password_hash, password_changed_at, failed_login_attempts, locked_until, two_factor_enabled,
    two_factor_secret, two_factor_last_step, deleted_at
) ON clinic.users TO clinic_definer;

ALTER TABLE clinic.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.users FORCE ROW LEVEL SECURITY;

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.users;
CREATE POLICY deleted_is_hidden ON clinic.users
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS patients_read_themselves ON clinic.users;
CREATE POLICY patients_read_themselves ON clinic.users
FOR SELECT
TO clinic_patient
USING (
    clinic_id = (SELECT tenancy.current_clinic_id())
    AND id = (SELECT tenancy.current_user_id())
);

DROP POLICY IF EXISTS members_read ON clinic.users;
CREATE POLICY members_read ON clinic.users
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS people_update_themselves ON clinic.users;
CREATE POLICY people_update_themselves ON clinic.users
FOR UPDATE
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (
    clinic_id = (SELECT tenancy.current_clinic_id())
    AND id = (SELECT tenancy.current_user_id())
);

DROP POLICY IF EXISTS staff_insert_patients ON clinic.users;
CREATE POLICY staff_insert_patients ON clinic.users
FOR INSERT
TO clinic_staff
WITH CHECK (
    clinic_id = (SELECT tenancy.current_clinic_id())
    AND role = 'patient'
);

DROP POLICY IF EXISTS admins_insert ON clinic.users;
CREATE POLICY admins_insert ON clinic.users
FOR INSERT
TO clinic_admin
WITH CHECK (
    clinic_id = (SELECT tenancy.current_clinic_id())
    AND role <> 'superadmin'
);

DROP POLICY IF EXISTS admins_update ON clinic.users;
CREATE POLICY admins_update ON clinic.users
FOR UPDATE
TO clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()))
WITH CHECK (
    clinic_id = (SELECT tenancy.current_clinic_id())
    AND role <> 'superadmin'
);

DROP POLICY IF EXISTS superadmins_rule ON clinic.users;
CREATE POLICY superadmins_rule ON clinic.users
FOR ALL
TO clinic_superadmin
USING ((SELECT tenancy.current_user_id()) IS NOT NULL);

-- An admin has it done to the people of the clinic they act in, a superadmin to everybody.
DROP POLICY IF EXISTS functions_serve_admins ON clinic.users;
CREATE POLICY functions_serve_admins ON clinic.users
FOR ALL
TO clinic_definer
USING (
    (SELECT tenancy.current_user_id()) IS NOT NULL
    AND (
        current_setting('role') = 'clinic_superadmin'
        OR (current_setting('role') = 'clinic_admin' AND clinic_id = (SELECT tenancy.current_clinic_id()))
    )
);

DROP POLICY IF EXISTS functions_read_their_clinic ON clinic.users;
CREATE POLICY functions_read_their_clinic ON clinic.users
FOR SELECT
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
