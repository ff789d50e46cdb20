DROP POLICY IF EXISTS same_clinic ON clinic.sms_messages;
DROP POLICY IF EXISTS members_read ON clinic.sms_messages;
DROP POLICY IF EXISTS members_insert ON clinic.sms_messages;
DROP POLICY IF EXISTS members_update ON clinic.sms_messages;
DROP POLICY IF EXISTS superadmins_delete ON clinic.sms_messages;

ALTER TABLE clinic.sms_messages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.sms_messages DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.sms_messages FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
