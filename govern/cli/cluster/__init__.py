"""Commands for the cluster: the webhook, its registration, and the audit of what runs."""
