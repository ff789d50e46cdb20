DROP FUNCTION IF EXISTS clinic.enter_visits();
