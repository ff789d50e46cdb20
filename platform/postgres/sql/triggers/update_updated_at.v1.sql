-- A template: the operation KeepUpdatedAt puts in the table's name.
CREATE OR REPLACE TRIGGER update_updated_at
BEFORE UPDATE ON {table}
FOR EACH ROW
EXECUTE FUNCTION public.update_updated_at_column();

-- Nobody who acts chooses when a row was made; the owner, who loads what is older, does.
CREATE OR REPLACE TRIGGER set_created_at
BEFORE INSERT ON {table}
FOR EACH ROW
WHEN (current_setting('role') <> 'none')
EXECUTE FUNCTION public.update_updated_at_column();
