-- The next values, in the order of their rows, that these keys have sealed.
SELECT id, clinic_id, {text}
FROM {table}
WHERE id > %s
    AND {text} LIKE '1.%%'
    AND split_part({text}, '.', 2) = ANY (%s)
ORDER BY id
LIMIT %s
