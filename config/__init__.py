"""How the project is put together: settings, URLs and the server entry points."""
