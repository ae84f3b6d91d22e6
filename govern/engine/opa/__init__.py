"""The second engine: a real OPA, given by its URL or started as a private child.

engine.py   questions in, answers out (govern.engine.interface.Engine)
client.py   the only module that touches opa-python-client; typed errors
child.py    a private `opa run --server` on loopback
upload.py   policies and data on a server that others use as well
naming.py   packages and references below a prefix of their own
"""
