-- WhatsApp messages: the worker writes what the provider reports.
REVOKE ALL ON clinic.whatsapp_messages FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.whatsapp_messages TO clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.whatsapp_messages TO clinic_staff, clinic_admin, clinic_superadmin;
GRANT UPDATE (
    notification_id, to_number, from_number, message_type, text_body, template_name,
    template_language, template_parameters, media_url, media_type, provider_message_id,
    conversation_id, status, delivered_at, read_at, error_code, error_message
) ON clinic.whatsapp_messages TO clinic_superadmin;

-- By the provider's id the worker finds the message. To whom it went, and what it says, it is not told.
GRANT SELECT (
    id, clinic_id, notification_id, provider_message_id, status, delivered_at, read_at, error_code, error_message
) ON clinic.whatsapp_messages TO clinic_worker;
GRANT UPDATE (
    status, delivered_at, read_at, error_code, error_message
) ON clinic.whatsapp_messages TO clinic_worker;

GRANT DELETE ON clinic.whatsapp_messages TO clinic_superadmin;

ALTER TABLE clinic.whatsapp_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.whatsapp_messages FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.whatsapp_messages;
CREATE POLICY same_clinic ON clinic.whatsapp_messages
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.whatsapp_messages;
CREATE POLICY members_read ON clinic.whatsapp_messages
FOR SELECT
TO clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.whatsapp_messages;
CREATE POLICY members_insert ON clinic.whatsapp_messages
FOR INSERT
TO clinic_staff, clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.whatsapp_messages;
CREATE POLICY members_update ON clinic.whatsapp_messages
FOR UPDATE
TO clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS superadmins_delete ON clinic.whatsapp_messages;
CREATE POLICY superadmins_delete ON clinic.whatsapp_messages
FOR DELETE
TO clinic_superadmin
USING (true);
