DROP FUNCTION IF EXISTS audit.record_reveal(regclass, uuid, text, text);
