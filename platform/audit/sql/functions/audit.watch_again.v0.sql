DROP FUNCTION IF EXISTS audit.watch_again();
