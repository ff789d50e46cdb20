DROP POLICY IF EXISTS same_clinic ON clinic.email_messages;
DROP POLICY IF EXISTS members_read ON clinic.email_messages;
DROP POLICY IF EXISTS members_insert ON clinic.email_messages;
DROP POLICY IF EXISTS members_update ON clinic.email_messages;
DROP POLICY IF EXISTS superadmins_delete ON clinic.email_messages;

ALTER TABLE clinic.email_messages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.email_messages DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.email_messages FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
