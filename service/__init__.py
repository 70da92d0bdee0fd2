"""Everything that runs: the command line, later the API, pages, database and jobs."""
