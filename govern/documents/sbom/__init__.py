"""SBOMs: CycloneDX 1.2 to 1.7 (JSON, XML) and SPDX 2.2, 2.3 (JSON) in one model, with VEX.

For other layers: `reader.read_sbom` and `reader.sbom_of` give the typed model (`model.Sbom`),
`vex` the statements about vulnerabilities. They are not imported here: this package is loaded on
every run, to tell what an input is.
"""

from __future__ import annotations

from govern.documents.sbom.parser import SbomParser

__all__ = ["PARSER"]

PARSER = SbomParser()
