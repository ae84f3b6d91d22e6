"""The command line: each command parses, calls the library, reports, and sets the exit code."""
