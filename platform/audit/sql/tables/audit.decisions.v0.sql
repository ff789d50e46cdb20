DROP TABLE IF EXISTS audit.decisions;
