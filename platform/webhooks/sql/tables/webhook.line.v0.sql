ALTER TABLE IF EXISTS clinic.webhook_events RESET (fillfactor, autovacuum_vacuum_scale_factor);
REVOKE USAGE ON SCHEMA webhook FROM clinic_app, clinic_admin, clinic_superadmin, clinic_worker, clinic_definer;
DROP SEQUENCE IF EXISTS
    webhook.line_start, webhook.line_front, webhook.line_former, webhook.line_claimed, webhook.asleep_until;
