DROP TYPE IF EXISTS clinic.webhook_event_status;
