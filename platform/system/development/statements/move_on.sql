-- Bring rows up to date, given as JSON, that differ and were last changed at one of the given times.
UPDATE {table} AS stored
SET ({columns}) = ROW ({told})
FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS told
WHERE stored.id = told.id
    AND stored.updated_at = ANY (%s)
    AND ROW ({stored}) IS DISTINCT FROM ROW ({told})
