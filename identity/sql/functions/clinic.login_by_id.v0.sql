DROP FUNCTION IF EXISTS clinic.login_by_id(uuid);
