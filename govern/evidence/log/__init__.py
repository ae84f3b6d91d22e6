"""The append-only log of evidence: entries in order, under one Merkle tree, with checkpoints."""
