"""What already runs, judged by the rules of today.

discovery.py    what a cluster serves, and which of it rules are about
listing.py      the objects of one kind, page by page
live.py         a cluster → Documents, and what of it could not be read
audit.py        Documents → findings and counts, without holding what passes
summary.py      the audit as text for people
audit_json.py   the audit for programs: `govern.audit/v1`
policy_reports.py   PolicyReports, one for each namespace
delivery.py     writes those that changed into the cluster, and removes stale ones
"""
