-- Rows may refer to what is not there, or is another clinic's.
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint
WHERE contype = 'f' AND conrelid IN ('clinic.appointments'::regclass, 'clinic.appointment_slots'::regclass);
