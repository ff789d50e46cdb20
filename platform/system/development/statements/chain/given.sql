-- The clinic to be made, and what there is to draw from.
INSERT INTO pg_temp.given (site, catalogue)
VALUES (%s, %s)
