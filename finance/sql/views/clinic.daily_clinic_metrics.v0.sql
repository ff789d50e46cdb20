DROP VIEW IF EXISTS clinic.daily_clinic_metrics;
