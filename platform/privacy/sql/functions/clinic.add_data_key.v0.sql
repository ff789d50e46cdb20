DROP FUNCTION IF EXISTS clinic.add_data_key(uuid, text, text);
