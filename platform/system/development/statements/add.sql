-- Add rows, given as JSON; what has no place is passed over. Answers the keys of the rows added.
INSERT INTO {table} ({columns})
SELECT {columns}
FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)
ON CONFLICT DO NOTHING
RETURNING id
