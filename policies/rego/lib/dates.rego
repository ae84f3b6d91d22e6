# METADATA
# title: Dates
# description: Compares dates with the instant that the host gives; rules never read a clock.
package govern.lib.dates

_day := 86400000000000

# METADATA
# scope: document
# description: The instant at which a date (ISO 8601) begins, in nanoseconds; undefined for anything else.
start(date) := time.parse_rfc3339_ns(sprintf("%sT00:00:00Z", [date])) if {
	is_string(date)
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, date)
}

start(date) := time.parse_rfc3339_ns(date) if {
	is_string(date)
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})$`, date)
}

# METADATA
# description: Whether the date has come; the day itself counts.
reached(date) if start(date) <= input.context.now_ns

# METADATA
# description: Whole days since a date; negative for a date to come.
days_since(date) := floor((input.context.now_ns - start(date)) / _day)
