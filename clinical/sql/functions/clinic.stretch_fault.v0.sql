DROP FUNCTION IF EXISTS clinic.stretch_fault(jsonb);
