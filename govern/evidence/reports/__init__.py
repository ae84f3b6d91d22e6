"""Reports over evidence: one model of a stretch of the log, and the forms that it is written in."""
