DROP FUNCTION IF EXISTS clinic.set_two_factor(uuid, text, text, bigint);
