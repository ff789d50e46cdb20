DROP FUNCTION IF EXISTS clinic.break_times_fault(jsonb);
