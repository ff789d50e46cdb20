DROP FUNCTION IF EXISTS clinic.set_password_hash(uuid, text, text);
