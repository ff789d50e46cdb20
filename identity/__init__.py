"""Who exists: clinics, and the users who sign in."""
