"""Promotion of models: an alias of a registry is set only where a decision allows it."""
