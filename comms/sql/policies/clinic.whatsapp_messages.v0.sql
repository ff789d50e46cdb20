DROP POLICY IF EXISTS same_clinic ON clinic.whatsapp_messages;
DROP POLICY IF EXISTS members_read ON clinic.whatsapp_messages;
DROP POLICY IF EXISTS members_insert ON clinic.whatsapp_messages;
DROP POLICY IF EXISTS members_update ON clinic.whatsapp_messages;
DROP POLICY IF EXISTS superadmins_delete ON clinic.whatsapp_messages;

ALTER TABLE clinic.whatsapp_messages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.whatsapp_messages DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.whatsapp_messages FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
