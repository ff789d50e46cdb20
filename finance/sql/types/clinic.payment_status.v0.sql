DROP TYPE IF EXISTS clinic.payment_status;
