-- Who changed what is not recorded.
ALTER TABLE clinic.appointments DISABLE TRIGGER audit_row;
