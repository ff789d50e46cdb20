DROP TRIGGER IF EXISTS update_updated_at ON {table};
