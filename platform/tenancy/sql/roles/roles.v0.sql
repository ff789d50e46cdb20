-- Roles belong to the whole server, and other databases may use them: they stay.
SELECT;
