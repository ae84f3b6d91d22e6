# METADATA
# title: Fields of a model card
# description: >-
#   Questions about `govern.model/v1`, the one form of every card. Unknown is null or an empty list,
#   never an empty text, and `provenance` tells how a value became known.
package govern.lib.model

_confidence := {"absent": 0, "prose": 1, "derived": 2, "declared": 3}

# METADATA
# description: The value at a path, or null where nothing is known.
value(path) := object.get(input.document, path, null)

# METADATA
# description: Whether a field says something, known with at least the given confidence.
present(path, confidence) if {
	not _empty(value(path))
	_known_as(path) >= _confidence[confidence]
}

# METADATA
# description: Whether a field says something, however it became known.
known(path) if present(path, "absent")

# METADATA
# description: How many words a list of texts has.
words(texts) := count([word |
	some text in texts
	some word in regex.split(`[ \t\r\n]+`, text)
	word != ""
])

# METADATA
# description: The model as messages name it.
name := input.document.model.id

# METADATA
# scope: document
# description: A metric's or task's name in one spelling; empty when there is none.
spelled(text) := replace(replace(lower(text), "_", "-"), " ", "-") if is_string(text)

spelled(text) := "" if not is_string(text)

# METADATA
# description: Whether the model's risk tier is high or critical.
high_risk if input.document.governance.risk_tier in {"high", "critical"}

_empty(found) if found in {null, "", "unset", "unknown"}

_empty(found) if found == []

# A field without an entry of its own was read where its nearest parent was.
_known_as(path) := max(found) if {
	found := [_confidence[entry.confidence] |
		some length in numbers.range(0, count(path))
		entry := input.document.provenance[_pointer(array.slice(path, 0, length))]
	]
	count(found) > 0
} else := 0

_pointer(path) := concat("", [concat("", ["/", sprintf("%v", [key])]) | some key in path])
