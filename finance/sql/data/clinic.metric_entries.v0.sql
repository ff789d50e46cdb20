DELETE FROM clinic.metric_entries;
