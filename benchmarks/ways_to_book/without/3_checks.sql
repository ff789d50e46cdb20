-- Rows may hold what makes no sense.
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint
WHERE contype = 'c' AND conrelid IN ('clinic.appointments'::regclass, 'clinic.appointment_slots'::regclass);
