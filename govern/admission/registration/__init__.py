"""What the API server is told: which objects to ask about, how long to wait, and what if not.

kinds.py          the kinds that can be registered, with what the API server calls them
coverage.py       rules → exactly the kinds and operations that they are about
configuration.py  → a ValidatingWebhookConfiguration that cannot take a cluster down
"""
