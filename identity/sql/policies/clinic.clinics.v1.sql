-- Clinics: everyone reads their own; admins change it; superadmins make and close clinics.
REVOKE ALL ON clinic.clinics FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.clinics TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

-- An admin does not change the clinic's code, subscription, is_active or deleted_at.
GRANT UPDATE (
    name, branch_name, registration_number, address, postal_code, phone, email, website, timezone,
    operating_hours, services, facilities, latitude, longitude, settings
) ON clinic.clinics TO clinic_admin;

GRANT INSERT, UPDATE ON clinic.clinics TO clinic_superadmin;
