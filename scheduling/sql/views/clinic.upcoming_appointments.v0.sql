DROP VIEW IF EXISTS clinic.upcoming_appointments;
