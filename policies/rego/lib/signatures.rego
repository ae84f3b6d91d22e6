# METADATA
# title: Verified signatures
# description: >-
#   Signatures that were verified before the rules ran, each with `issuer` and `identity`; whoever
#   is not on the list of allowed signers does not count.
package govern.lib.signatures

import data.govern.lib.patterns
import data.govern.lib.values

# METADATA
# description: Whether one of the signatures is by an allowed signer.
trusted(signatures) if {
	some signature in values.each(signatures)
	allowed(signature)
}

# METADATA
# scope: document
# description: Whether the signer of a verified signature is allowed.
allowed(_) if count(data.params.signing.identities) == 0

allowed(signature) if {
	some entry in data.params.signing.identities
	patterns.matches(entry.issuer, signature.issuer)
	patterns.matches(entry.identity, signature.identity)
}

# METADATA
# scope: document
# description: What is to be said of signatures that do not count.
told(signatures) := "has no verified signature" if count(values.each(signatures)) == 0

told(signatures) := sprintf("is signed only by %s, who is not allowed to", [concat(", ", sort(names))]) if {
	count(values.each(signatures)) > 0
	names := {signature.identity | some signature in signatures}
}
