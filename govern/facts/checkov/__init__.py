"""Checkov's findings as Results; Checkov itself is never imported (docs/reference/checkov.md)."""
