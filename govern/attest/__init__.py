"""Signed statements: what is signed, by whom, and whether it holds. Pure; no network, no clock.

`verify.verify` is the one entry for verification, `signing.open_signer` the one for signing.
Nothing is imported here, because the libraries below cost up to 1.5 s to load.
"""
