-- No time stamps but the defaults, no figures of the day, no steps, no day's turn.
ALTER TABLE clinic.appointments DISABLE TRIGGER USER;
ALTER TABLE clinic.appointment_slots DISABLE TRIGGER USER;
