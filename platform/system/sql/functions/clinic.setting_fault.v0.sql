DROP FUNCTION IF EXISTS clinic.setting_fault(text, text, jsonb);
