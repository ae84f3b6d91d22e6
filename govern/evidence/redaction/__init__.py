"""Seals what is kept so that parts of it can be blacked out later, and blacks them out."""
