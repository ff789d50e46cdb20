ALTER TABLE clinic.appointment_slots
    ALTER COLUMN ends_at DROP NOT NULL,
    ALTER COLUMN slot_date DROP NOT NULL,
    ALTER COLUMN slot_time DROP NOT NULL;
