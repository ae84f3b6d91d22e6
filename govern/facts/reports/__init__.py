"""Reports about artefacts: vulnerability scans, VEX, SBOMs, provenance; attested, signed or plain.

`source.ReportFacts` is the FactSource for files that the command line names; `attested.Contents`
reads the attestations on images (an `AttestationReader`). `given` opens and verifies one file.
"""
