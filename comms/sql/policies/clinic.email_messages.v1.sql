-- E-mails: the worker writes what the provider reports.
REVOKE ALL ON clinic.email_messages FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.email_messages TO clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.email_messages TO clinic_staff, clinic_admin, clinic_superadmin;
GRANT UPDATE (
    notification_id, to_email, cc_emails, bcc_emails, from_email, reply_to_email, subject,
    html_body, text_body, attachments, provider, provider_message_id, status, opened_at, clicked_at,
    bounced_at, bounce_type, bounce_reason, spam_reported_at, unsubscribed_at
) ON clinic.email_messages TO clinic_superadmin;

-- By the provider's id the worker finds the message. To whom it went, and what it says, it is not told.
GRANT SELECT (
    id, clinic_id, notification_id, provider_message_id, status, opened_at, clicked_at, bounced_at, bounce_type,
    bounce_reason, spam_reported_at
) ON clinic.email_messages TO clinic_worker;
GRANT UPDATE (
    status, opened_at, clicked_at, bounced_at, bounce_type, bounce_reason, spam_reported_at
) ON clinic.email_messages TO clinic_worker;

GRANT DELETE ON clinic.email_messages TO clinic_superadmin;

ALTER TABLE clinic.email_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.email_messages FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.email_messages;
CREATE POLICY same_clinic ON clinic.email_messages
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.email_messages;
CREATE POLICY members_read ON clinic.email_messages
FOR SELECT
TO clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.email_messages;
CREATE POLICY members_insert ON clinic.email_messages
FOR INSERT
TO clinic_staff, clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.email_messages;
CREATE POLICY members_update ON clinic.email_messages
FOR UPDATE
TO clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS superadmins_delete ON clinic.email_messages;
CREATE POLICY superadmins_delete ON clinic.email_messages
FOR DELETE
TO clinic_superadmin
USING (true);
