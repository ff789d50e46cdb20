-- Write each value anew, unless somebody has written another meanwhile.
UPDATE {table} AS kept
SET {column} = {new}
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS value (id, sealed, sealed_anew)
WHERE kept.id = value.id
    AND {kept} = value.sealed
