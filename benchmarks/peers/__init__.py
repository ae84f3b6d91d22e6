"""`govern` beside its peers: the same inputs, equivalent policies, one run; see `__main__.py`."""
