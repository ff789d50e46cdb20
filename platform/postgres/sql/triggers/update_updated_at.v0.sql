DROP TRIGGER IF EXISTS update_updated_at ON {table};
DROP TRIGGER IF EXISTS set_created_at ON {table};
