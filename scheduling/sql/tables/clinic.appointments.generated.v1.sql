-- What is generated from columns that are never NULL is never NULL, and says so to whoever plans a query.
ALTER TABLE clinic.appointments
    ALTER COLUMN ends_at SET NOT NULL,
    ALTER COLUMN appointment_date SET NOT NULL,
    ALTER COLUMN appointment_time SET NOT NULL;
