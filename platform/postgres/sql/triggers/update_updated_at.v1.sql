-- A template: the operation KeepUpdatedAt puts in the table's name.
CREATE OR REPLACE TRIGGER update_updated_at
BEFORE UPDATE ON {table}
FOR EACH ROW
EXECUTE FUNCTION public.update_updated_at_column();
