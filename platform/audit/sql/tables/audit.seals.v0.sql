DROP TABLE IF EXISTS audit.seals;
