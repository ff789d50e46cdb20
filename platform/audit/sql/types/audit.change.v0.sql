DROP TYPE IF EXISTS audit.change;
