"""Commands by which people approve, reject and waive, and the gate that counts what they signed."""
