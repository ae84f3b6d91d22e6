# METADATA
# title: Results of rules
# description: The one form in which rules report, so that the host can place every finding.
package govern.lib.result

# METADATA
# description: A finding at a place; `path` is a list of keys into `input.document`.
at(msg, path) := {"msg": msg, "path": path}

# METADATA
# description: A finding about the document as a whole.
whole(msg) := {"msg": msg, "path": []}
