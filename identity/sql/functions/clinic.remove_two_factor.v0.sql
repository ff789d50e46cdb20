DROP FUNCTION IF EXISTS clinic.remove_two_factor(uuid);
