DROP FUNCTION IF EXISTS audit.watch(text, text[], text);
