ALTER TABLE clinic.appointments
    ALTER COLUMN ends_at DROP NOT NULL,
    ALTER COLUMN appointment_date DROP NOT NULL,
    ALTER COLUMN appointment_time DROP NOT NULL;
