"""Reports as the scanners write them, cut down to one package: the shapes are theirs."""

from __future__ import annotations

from typing import Any

DIGEST = "sha256:" + "ab" * 32
WERKZEUG = "pkg:pypi/werkzeug@0.11"


def grype_match(name: str = "CVE-2019-14806", **changes: Any) -> dict[str, Any]:
    vulnerability = {
        "id": name,
        "dataSource": f"https://nvd.nist.gov/vuln/detail/{name}",
        "namespace": "github:language:python",
        "severity": "High",
        "urls": [],
        "cvss": [
            {
                "source": "nvd@nist.gov",
                "type": "Primary",
                "version": "3.0",
                "vector": "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
                "metrics": {"baseScore": 7.5, "exploitabilityScore": 3.9, "impactScore": 3.6},
                "vendorMetadata": {},
            }
        ],
        "epss": [{"cve": name, "epss": 0.01, "percentile": 0.6, "date": "2026-10-01"}],
        "fix": {"versions": ["0.15.3"], "state": "fixed"},
        "advisories": [],
        "risk": 1.2,
        **changes,
    }
    return {
        "vulnerability": vulnerability,
        "relatedVulnerabilities": [{"id": "GHSA-gq9m-qvpx-68hc", "severity": "High"}],
        "matchDetails": [{"type": "exact-direct-match", "matcher": "python-matcher"}],
        "artifact": {
            "id": "8b02ba2c070d72c6",
            "name": "werkzeug",
            "version": "0.11",
            "type": "python",
            "locations": [{"path": "/app/requirements.txt"}],
            "language": "python",
            "licenses": [],
            "cpes": [],
            "purl": WERKZEUG,
            "upstreams": [],
        },
    }


def grype(*matches: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "matches": list(matches),
        "source": {
            "type": "image",
            "target": {
                "userInput": "registry.acme.test/app:1",
                "imageID": "sha256:" + "cd" * 32,
                "manifestDigest": DIGEST,
                "repoDigests": [f"registry.acme.test/app@{DIGEST}"],
            },
        },
        "distro": {"name": "debian", "version": "12", "idLike": []},
        "descriptor": {
            "name": "grype",
            "version": "0.98.0",
            "timestamp": "2026-11-01T08:00:00.5Z",
        },
        **members,
    }


def trivy_vulnerability(name: str = "CVE-2019-14806", **changes: Any) -> dict[str, Any]:
    return {
        "VulnerabilityID": name,
        "PkgName": "Werkzeug",
        "PkgIdentifier": {"PURL": WERKZEUG, "UID": "4163de19df046f49"},
        "InstalledVersion": "0.11",
        "FixedVersion": "0.15.3, 0.16.1",
        "Status": "fixed",
        "SeveritySource": "ghsa",
        "PrimaryURL": f"https://avd.aquasec.com/nvd/{name.lower()}",
        "Severity": "HIGH",
        "CVSS": {"nvd": {"V2Score": 5, "V3Score": 7.5}, "redhat": {"V3Score": 7.1}},
        **changes,
    }


def trivy(*vulnerabilities: dict[str, Any], **members: Any) -> dict[str, Any]:
    result: dict[str, Any] = {"Target": "requirements.txt", "Class": "lang-pkgs", "Type": "pip"}
    if vulnerabilities:  # Trivy leaves an empty list out
        result["Vulnerabilities"] = list(vulnerabilities)
    return {
        "SchemaVersion": 2,
        "CreatedAt": "2026-11-01T08:00:00Z",
        "ArtifactName": "registry.acme.test/app:1",
        "ArtifactType": "container_image",
        "Metadata": {"RepoDigests": [f"registry.acme.test/app@{DIGEST}"]},
        "Results": [result],
        **members,
    }


def sarif(
    *results: dict[str, Any], rules: tuple[dict[str, Any], ...] = (), **run: Any
) -> dict[str, Any]:
    driver = {"name": "Trivy", "version": "0.66.0", "rules": list(rules)}
    return {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{"tool": {"driver": driver}, "results": list(results), **run}],
    }


def trivy_rule(name: str = "CVE-2019-14806", **properties: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": "LanguageSpecificPackageVulnerability",
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "precision": "very-high",
            "security-severity": "7.5",
            "tags": ["vulnerability", "security", "HIGH"],
            **properties,
        },
    }


def trivy_result(name: str = "CVE-2019-14806", **members: Any) -> dict[str, Any]:
    text = (
        f"Package: Werkzeug\nInstalled Version: 0.11\nVulnerability {name}\nSeverity: HIGH\n"
        f"Fixed Version: 0.15.3\nLink: [{name}](https://avd.aquasec.com/nvd/{name.lower()})"
    )
    return {"ruleId": name, "ruleIndex": 0, "level": "error", "message": {"text": text}, **members}


def grype_rule(name: str = "CVE-2019-14806") -> dict[str, Any]:
    return {
        "id": f"{name}-werkzeug",
        "name": "PythonMatcherExactDirectMatch",
        "help": {
            "text": f"Vulnerability {name}\nSeverity: high\nFix Version: 0.15.3\nType: python"
        },
        "properties": {"purls": [WERKZEUG], "security-severity": "7.5"},
    }


def grype_result(name: str = "CVE-2019-14806") -> dict[str, Any]:
    text = "A high vulnerability: the path x reports werkzeug at version 0.11  which is vulnerable"
    return {"ruleId": f"{name}-werkzeug", "message": {"text": text}}
