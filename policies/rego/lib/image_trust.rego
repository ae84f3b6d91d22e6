# METADATA
# title: Trust in images
# description: >-
#   What was verified of an image (fact `images`), held against what `[[trust.images]]` demands of it
#   and against the list of allowed signers. Everything is said as the end of a sentence about it.
package govern.lib.image_trust

import data.govern.lib.signatures
import data.govern.lib.values

# METADATA
# description: What is wrong with an image that was looked at.
wrongs(reference) := union({_unsigned(reference, fact), _unattested(reference, fact), _unmet(fact)}) if {
	fact := input.facts.images[reference]
	not fact.error
} else := set()

# METADATA
# scope: document
# description: Why nothing is known of an image; undefined when it was looked at.
unknown(reference) := sprintf("whose signatures could not be verified%s", [_why(reference)]) if {
	not _looked_at(reference)
}

_looked_at(reference) if {
	fact := input.facts.images[reference]
	not fact.error
}

_why(reference) := sprintf(": %s", [input.facts.images[reference].error])

_why(reference) := " (nobody looked: run with --verify)" if not input.facts.images[reference].error

_unsigned(reference, fact) := {sprintf("which %s%s", [signatures.told(fact.signatures), _refused(reference)])} if {
	not _attested_only(fact)
	not signatures.trusted(fact.signatures)
} else := set()

# Where attestations stand for signatures, it is they who have to be by an allowed signer.
_unattested(reference, fact) := {wrong |
	_attested_only(fact)
	some kind in fact.demanded.predicates
	not _attested(fact, kind)
	wrong := sprintf("which no allowed signer attests as %s%s", [kind, _refused(reference)])
}

_unmet(fact) := {sprintf("which is not trusted enough: %s", [missing]) |
	not _attested_only(fact)
	signatures.trusted(fact.signatures)
	some missing in values.each(object.get(fact, "unmet", []))
}

# To demand nothing at all is no such demand: then a signature is needed.
_attested_only(fact) if {
	fact.demanded.signers == 0
	count(fact.demanded.predicates) > 0
}

_attested(fact, kind) if {
	some attestation in fact.attestations
	attestation.predicate_type == kind
	signatures.allowed(attestation)
}

# What is attached to the image and does not count, by the words for it.
_refused(reference) := sprintf(" (%s)", [concat(", ", sort(_reasons(reference)))]) if count(_reasons(reference)) > 0

_refused(reference) := "" if count(_reasons(reference)) == 0

_reasons(reference) := {error.reason |
	some error in values.each(object.get(input.facts, "errors", []))
	error.about == reference
}
