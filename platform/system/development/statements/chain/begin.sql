-- What the statements of one clinic's transaction work with.
SET LOCAL work_mem = '64MB';
SET LOCAL jit = off;
-- Statistics know nothing of a clinic that is being made: planned for its id, the checks of foreign keys
-- would read all its rows each time.
SET LOCAL plan_cache_mode = force_generic_plan;
-- Who is killed leaves no statement running.
SET LOCAL client_connection_check_interval = '1s';

CREATE TEMP TABLE given (site jsonb, catalogue jsonb) ON COMMIT DROP;
