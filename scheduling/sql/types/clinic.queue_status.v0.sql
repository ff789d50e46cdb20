DROP TYPE IF EXISTS clinic.queue_status;
