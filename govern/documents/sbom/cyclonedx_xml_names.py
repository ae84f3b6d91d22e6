"""Where CycloneDX XML and JSON differ in shape (XML Schema 1.2 to 1.7).

A key is an element's name, or `parent/name` where the name alone means different things.
"""

from __future__ import annotations

# Elements that only hold others: an array in JSON. The value names what they may hold.
LISTS: dict[str, tuple[str, ...]] = {
    "bom/vulnerabilities": ("vulnerability",),
    "components": ("component",),
    "services": ("service",),
    "dependencies": ("dependency",),
    "compositions": ("composition",),
    "tools": ("tool",),  # until 1.4, and deprecated since; otherwise an object
    "externalReferences": ("reference",),
    "vulnerability/references": ("reference",),
    "issue/references": ("url",),
    "hashes": ("hash",),
    "licenses": ("license", "expression", "expression-detailed"),
    "properties": ("property",),
    "authors": ("author",),
    "lifecycles": ("lifecycle",),
    "endpoints": ("endpoint",),
    "tags": ("tag",),
    "ancestors": ("component",),
    "descendants": ("component",),
    "variants": ("component",),
    "commits": ("commit",),
    "patches": ("patch",),
    "resolves": ("issue",),
    "altIds": ("altId",),
    "licenseTypes": ("licenseType",),
    "ratings": ("rating",),
    "cwes": ("cwe",),
    "advisories": ("advisory",),
    "organizations": ("organization",),
    "individuals": ("individual",),
    "responses": ("response",),
    "affects": ("target",),
    "versions": ("version",),
    "supportingMaterial": ("attachment",),
    "service/data": ("classification", "dataflow"),
    "dataflow/source": ("url",),
    "dataflow/destination": ("url",),
    "datasets": ("dataset", "ref"),
    "inputs": ("input",),
    "outputs": ("output",),
    "performanceMetrics": ("performanceMetric",),
    "collection": ("graphic",),
    "users": ("user",),
    "useCases": ("useCase",),
    "technicalLimitations": ("technicalLimitation",),
    "performanceTradeoffs": ("performanceTradeoff",),
    "ethicalConsiderations": ("ethicalConsideration",),
    "fairnessAssessments": ("fairnessAssessment",),
    "energyConsumptions": ("energyConsumption",),
    "custodians": ("custodian",),
    "stewards": ("steward",),
    "owners": ("owner",),
}

# Lists of references: the array holds what stands in the `ref` attributes.
REFERENCE_LISTS = {
    "composition/assemblies": "assembly",
    "composition/dependencies": "dependency",
    "composition/vulnerabilities": "vulnerability",
}

# Elements that may stand several times beside each other: an array in JSON.
_ORGANIZATIONS = ("supplier", "manufacturer", "manufacture", "provider", "organization")
REPEATED = {
    "component/omniborId",
    "component/swhid",
    "component/data",
    "dataset/sensitiveData",
    "data/sensitiveData",
    "energyConsumption/energyProviders",
    "expression-detailed/details",
    *(f"{name}/{inner}" for name in _ORGANIZATIONS for inner in ("url", "contact")),
}

# Elements with text and attributes: the JSON member that takes the text.
TEXT_MEMBERS = {"hash": "content", "property": "value", "expression": "expression"}

# Elements that hold a file: text, with its media type and encoding as attributes.
ATTACHMENTS = {
    "license/text",
    "details/text",
    "diff/text",
    "swid/text",
    "contents/attachment",
    "supportingMaterial/attachment",
    "graphic/image",
}

# Attributes that count, besides `bom-ref`, which counts everywhere; any other is the author's own.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "bom": ("serialNumber", "version"),
    "component": ("type", "mime-type", "isExternal"),
    "hash": ("alg",),
    "property": ("name",),
    "reference": ("type",),
    "patch": ("type",),
    "issue": ("type",),
    "license": ("acknowledgement",),
    "expression": ("acknowledgement",),
    "expression-detailed": ("expression", "acknowledgement"),
    "details": ("license-identifier",),
    "swid": ("tagId", "name", "version", "tagVersion", "patch"),
    "dataflow": ("name", "description"),
    "dependency": ("ref",),
}

# Members that JSON names otherwise.
RENAMED = {
    "analysis/responses": "response",
    "details/license-identifier": "licenseIdentifier",
    "expression-detailed/details": "expressionDetails",
}

# Elements that are objects even when empty.
OBJECTS = {
    "component",
    "metadata",
    "pedigree",
    "swid",
    "modelCard",
    "modelParameters",
    "approach",
    "quantitativeAnalysis",
    "graphics",
    "graphic",
    "considerations",
    "environmentalConsiderations",
    "contents",
    "governance",
    "vulnerability",
    "vulnerability/source",
    "rating/source",
    "reference/source",
    "issue/source",
    "analysis",
    "credits",
    "proofOfConcept",
    "licensing",
    "address",
    "diff",
    "supplier",
    "manufacturer",
    "manufacture",
    "provider",
    "organization",
    "authors/author",
    "contact",
    "hash",
    "property",
    "reference",
    "composition",
    "service",
    "commit",
    "tool",
    "rating",
    "target",
    "versions/version",
    "dataset",
    "input",
    "output",
    "performanceMetric",
    "confidenceInterval",
    "distributionConstraints",
    "data",
}

INTEGERS = {"bom/version", "cwes/cwe", "swid/tagVersion"}
NUMBERS = {
    "rating/score",
    "activityEnergyCost/value",
    "co2CostEquivalent/value",
    "co2CostOffset/value",
    "energyProvided/value",
}
BOOLEANS = {
    "component/modified",
    "component/isExternal",
    "service/authenticated",
    "service/x-trust-boundary",
    "swid/patch",
}
TIMES = {
    "metadata/timestamp",
    "author/timestamp",
    "committer/timestamp",
    "vulnerability/created",
    "vulnerability/published",
    "vulnerability/updated",
    "vulnerability/rejected",
    "analysis/firstIssued",
    "analysis/lastUpdated",
    "licensing/lastRenewal",
    "licensing/expiration",
}

# Sections that the model has no place for; only counted.
SKIPPED = {
    "bom/annotations": "annotations",
    "bom/formulation": "formulation",
    "bom/declarations": "declarations",
    "bom/definitions": "definitions",
    "bom/citations": "citations",
    "component/evidence": "components.evidence",
    "component/releaseNotes": "components.releaseNotes",
    "component/cryptoProperties": "components.cryptoProperties",
    "component/patentAssertions": "components.patentAssertions",
    "service/releaseNotes": "services.releaseNotes",
    "service/patentAssertions": "services.patentAssertions",
}
