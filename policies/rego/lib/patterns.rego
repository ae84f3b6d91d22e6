# METADATA
# title: Patterns with a star
# description: Names with `*` for any characters, in which nothing else is special.
package govern.lib.patterns

# METADATA
# scope: document
# description: Whether the whole of a text matches a pattern.
matches(pattern, text) if {
	not contains(pattern, "*")
	pattern == text
}

# What comes before the first star rules most texts out, for a small part of the cost.
matches(pattern, text) if {
	contains(pattern, "*")
	startswith(text, split(pattern, "*")[0])
	escaped := regex.replace(pattern, `[^0-9A-Za-z*]`, `[$0]`)
	expression := concat("", ["^", replace(replace(replace(escaped, "[^]", `\^`), `[\]`, `\\`), "*", ".*"), "$"])
	regex.match(expression, text)
}

# METADATA
# description: Whether a text matches any of some patterns.
any_matches(patterns, text) if {
	some pattern in patterns
	matches(pattern, text)
}
