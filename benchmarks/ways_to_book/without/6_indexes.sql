-- Nothing but unique keys is found quickly.
SELECT format('DROP INDEX %s', indexrelid::regclass)
FROM pg_index
WHERE NOT indisunique AND indrelid IN ('clinic.appointments'::regclass, 'clinic.appointment_slots'::regclass);
