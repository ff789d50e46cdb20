-- The patients, as far as their identifiers need to know them.
SELECT site.id, person.number, person.id, person.card, person.insurer
FROM pg_temp.person
CROSS JOIN pg_temp.site
ORDER BY person.number
