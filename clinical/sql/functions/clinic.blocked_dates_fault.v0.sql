DROP FUNCTION IF EXISTS clinic.blocked_dates_fault(jsonb);
