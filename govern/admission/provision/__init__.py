"""What a cluster needs before it may ask the webhook: certificates, and a registration in time.

authority.py      makes an authority and the certificate of a Service
rotation.py       says what is to be renewed, and when the next authority may take over
secrets.py        keeps both in Secrets of the cluster
bundle.py         joins old and new authorities, so that a rotation breaks nothing
registering.py    waits until the webhook answers, and then registers it
"""
