DROP FUNCTION IF EXISTS clinic.fold_metrics();
