-- What is generated from columns that are never NULL is never NULL, and says so to whoever plans a query.
ALTER TABLE clinic.appointment_slots
    ALTER COLUMN ends_at SET NOT NULL,
    ALTER COLUMN slot_date SET NOT NULL,
    ALTER COLUMN slot_time SET NOT NULL;
