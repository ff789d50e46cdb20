DROP TYPE IF EXISTS clinic.notification_channel;
