-- Users: logins. Secret columns (password_hash, two_factor_secret, refresh_token,
-- failed_login_attempts, locked_until) are granted to no role: definer functions alone touch them.
REVOKE ALL ON clinic.users FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT (
    id, clinic_id, email, phone, full_name, display_name, role, is_active, is_verified,
    email_verified_at, phone_verified_at, two_factor_enabled, last_login_at, last_login_ip,
    password_changed_at, notification_preferences, language, timezone, created_at, updated_at,
    deleted_at
) ON clinic.users TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

GRANT INSERT (
    clinic_id, email, phone, full_name, display_name, role, is_active, notification_preferences,
    language, timezone
) ON clinic.users TO clinic_staff, clinic_admin, clinic_superadmin;

-- What is harmless to change of oneself.
GRANT UPDATE (phone, display_name, notification_preferences, language, timezone) ON clinic.users TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff;

GRANT UPDATE (
    email, phone, full_name, display_name, role, is_active, is_verified, email_verified_at,
    phone_verified_at, two_factor_enabled, notification_preferences, language, timezone
) ON clinic.users TO clinic_admin;

-- Only a superadmin moves a user to another clinic.
GRANT UPDATE (
    clinic_id, email, phone, full_name, display_name, role, is_active, is_verified,
    email_verified_at, phone_verified_at, two_factor_enabled, notification_preferences, language,
    timezone
) ON clinic.users TO clinic_superadmin;
