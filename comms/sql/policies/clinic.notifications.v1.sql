-- Notifications: a person marks their own as read.
REVOKE ALL ON clinic.notifications FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.notifications TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.notifications TO clinic_staff, clinic_admin, clinic_superadmin;
GRANT UPDATE (
    read_at
) ON clinic.notifications TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff;

GRANT UPDATE (
    user_id, type, channel, recipient, subject, message, template_id, template_variables, status,
    sent_at, delivered_at, read_at, failed_at, failure_reason, retry_count, priority, scheduled_for,
    expires_at, metadata
) ON clinic.notifications TO clinic_admin, clinic_superadmin;

-- The worker keeps what became of one, and puts in others, of which the columns with defaults come back; what they say it does not read.
GRANT SELECT (
    id, clinic_id, status, sent_at, delivered_at, read_at, failed_at, failure_reason, created_at, updated_at, retry_count,
    priority, template_variables, metadata
) ON clinic.notifications TO clinic_worker;
GRANT INSERT (
    clinic_id, user_id, type, channel, recipient, subject, message, template_id, template_variables, priority,
    scheduled_for, expires_at, metadata
) ON clinic.notifications TO clinic_worker;
GRANT UPDATE (
    status, sent_at, delivered_at, read_at, failed_at, failure_reason
) ON clinic.notifications TO clinic_worker;

GRANT DELETE ON clinic.notifications TO clinic_superadmin;

ALTER TABLE clinic.notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.notifications FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.notifications;
CREATE POLICY same_clinic ON clinic.notifications
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS people_read_their_own ON clinic.notifications;
CREATE POLICY people_read_their_own ON clinic.notifications
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse
USING (user_id = (SELECT tenancy.current_user_id()));

DROP POLICY IF EXISTS members_read ON clinic.notifications;
CREATE POLICY members_read ON clinic.notifications
FOR SELECT
TO clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.notifications;
CREATE POLICY members_insert ON clinic.notifications
FOR INSERT
TO clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
WITH CHECK (true);

DROP POLICY IF EXISTS people_mark_their_own ON clinic.notifications;
CREATE POLICY people_mark_their_own ON clinic.notifications
FOR UPDATE
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (user_id = (SELECT tenancy.current_user_id()));

DROP POLICY IF EXISTS members_update ON clinic.notifications;
CREATE POLICY members_update ON clinic.notifications
FOR UPDATE
TO clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS superadmins_delete ON clinic.notifications;
CREATE POLICY superadmins_delete ON clinic.notifications
FOR DELETE
TO clinic_superadmin
USING (true);
