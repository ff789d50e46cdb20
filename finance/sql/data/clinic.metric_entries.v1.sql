-- Work out what there is already.
SELECT clinic.rebuild_metrics();
