DROP FUNCTION IF EXISTS clinic.soft_delete(text, uuid, boolean);
