"""What remains of a decision: signed records, a tamper-evident log, verifiable bundles."""
