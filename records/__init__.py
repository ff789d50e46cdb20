"""What was found: medical records, prescriptions, results, vaccinations."""
