-- How many values each of these keys has sealed in a column.
SELECT split_part({text}, '.', 2), count(*)
FROM {table}
WHERE {text} LIKE '1.%%'
    AND split_part({text}, '.', 2) = ANY (%s)
GROUP BY 1
