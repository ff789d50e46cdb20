"""Who takes part: patients, doctors and staff."""
