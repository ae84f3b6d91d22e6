"""OPA bundles: policies and data in one archive, with a manifest and signatures.

bundle.py      a bundle as a value: its files and what the manifest says
archive.py     tar.gz in and out, with limits; the same files give the same bytes
hashing.py     digests of files as OPA's signatures state them
signatures.py  `.signatures.json` made and verified
building.py    folders → a bundle
registry.py    bundles in OCI registries, as OPA and Conftest find them
opening.py     a reference (a file or `oci://…`) → a bundle that is verified
"""
