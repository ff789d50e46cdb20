DROP FUNCTION IF EXISTS clinic.give_password_hash(uuid, text);
