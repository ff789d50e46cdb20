-- A doctor may be in two places.
ALTER TABLE clinic.appointments DROP CONSTRAINT appointments_no_overlap;
ALTER TABLE clinic.appointment_slots DROP CONSTRAINT appointment_slots_no_overlap;
