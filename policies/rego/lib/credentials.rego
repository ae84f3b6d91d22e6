# METADATA
# title: What looks like a credential
# description: >-
#   Judges names and values without ever showing a value. The names and prefixes are those that the
#   issuers of credentials document.
package govern.lib.credentials

_name := concat("", [
	`(passwd|password|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key`,
	`|secret[_-]?key|private[_-]?key|credentials?|auth[_-]?key|encryption[_-]?key`,
	`|signing[_-]?key|connection[_-]?string|account[_-]?key|bearer)$`,
])

_forms := {
	`AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}`: "an AWS access key id",
	`gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{50}`: "a GitHub token",
	`glpat-[0-9A-Za-z_-]{20}`: "a GitLab token",
	`xox[abprs]-[0-9A-Za-z-]{10}`: "a Slack token",
	`AIza[0-9A-Za-z_-]{35}`: "a Google API key",
	`hf_[0-9A-Za-z]{30}`: "a Hugging Face token",
	`sk-[0-9A-Za-z_-]{32}`: "a secret API key",
	`sk_live_[0-9A-Za-z]{16}|rk_live_[0-9A-Za-z]{16}`: "a live payment key",
	`npm_[0-9A-Za-z]{36}`: "an npm token",
	`-----BEGIN ([A-Z]+ )*PRIVATE KEY-----`: "a private key",
	`(^|[^0-9A-Za-z_.-])eyJ[0-9A-Za-z_-]{8,}[.]eyJ[0-9A-Za-z_-]{8,}[.][0-9A-Za-z_-]{8}`: "a signed web token",
	`[a-zA-Z][a-zA-Z0-9+.-]*://[^/:@ ]*:[^/@ $%{<][^/@ ]*@`: "a URL that carries a password",
}

# Most values have none of the forms, which one match tells.
_any_form := concat("|", object.keys(_forms))

_placeholders := {
	"",
	"changeme",
	"disabled",
	"enabled",
	"false",
	"none",
	"null",
	"placeholder",
	"redacted",
	"required",
	"todo",
	"true",
}

# METADATA
# description: Whether a variable of this name holds a credential itself (`DB_PASSWORD`, not `DB_PASSWORD_FILE`).
named(name) if {
	is_string(name)
	regex.match(_name, lower(name))
}

# METADATA
# description: Whether a command-line flag takes a credential (`--password`, `-token`).
flag(text) if {
	is_string(text)
	startswith(text, "-")
	named(lower(trim_left(text, "-")))
}

# METADATA
# description: What kind of credential a value is by its form; undefined when it is none.
form(value) := min({words |
	some pattern, words in _forms
	regex.match(pattern, value)
}) if {
	is_string(value)
	regex.match(_any_form, value)
}

# METADATA
# description: >-
#   Whether a literal value can be a credential: not empty, no reference to another variable, no path,
#   number, word of configuration, or placeholder.
plausible(value) if {
	is_string(value)
	not lower(value) in _placeholders
	not regex.match(`^[$][({]|^[{<\[]|^/|^[0-9.]+[a-z]?$|^[*x]+$`, value)
}
