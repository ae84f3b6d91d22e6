"""Keeps secrets inside: what looks like one, how it may be spelled, and how it is hidden."""
