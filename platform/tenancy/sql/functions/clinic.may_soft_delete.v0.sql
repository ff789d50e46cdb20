DROP FUNCTION IF EXISTS clinic.may_soft_delete(text);
