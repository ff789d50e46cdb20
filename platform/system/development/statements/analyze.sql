-- Count anew what is in the tables.
ANALYZE {tables}
