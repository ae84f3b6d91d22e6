"""Vulnerability reports of scanners (Grype, Trivy, SARIF, attested scans) in one model.

For other layers: `reader.read_report` for a file, `reader.report_of` for JSON, and
`reader.attested_report` for the predicate of a verified statement.
"""
