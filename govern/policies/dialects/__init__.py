"""Policies written for other tools, run unchanged: what they say becomes findings of govern."""
