DROP FUNCTION IF EXISTS clinic.working_hours_fault(jsonb);
