"""The office: HTTP, form, jobs, reports and command line; the only place where the rooms meet."""
