-- Delete keys that were replaced so long ago that no process seals with them any more.
DELETE FROM clinic.data_keys
WHERE id = ANY (%s) AND replaced_at < clock_timestamp() - %s * interval '1 second'
RETURNING id
