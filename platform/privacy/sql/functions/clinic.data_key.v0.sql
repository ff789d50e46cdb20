DROP FUNCTION IF EXISTS clinic.data_key(integer);
