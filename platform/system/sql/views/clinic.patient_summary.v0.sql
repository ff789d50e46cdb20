DROP VIEW IF EXISTS clinic.patient_summary;
