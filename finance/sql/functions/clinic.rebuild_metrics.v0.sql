DROP FUNCTION IF EXISTS clinic.rebuild_metrics();
