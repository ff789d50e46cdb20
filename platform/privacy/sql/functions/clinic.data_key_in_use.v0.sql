DROP FUNCTION IF EXISTS clinic.data_key_in_use(uuid, text);
