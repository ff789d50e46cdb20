DROP FUNCTION IF EXISTS audit.erase_values(text, text, bigint);
