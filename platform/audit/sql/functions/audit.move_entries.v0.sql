DROP FUNCTION IF EXISTS audit.move_entries(regclass, regclass, date);
