"""Makes decisions again from what is kept of them, also under other policies or another engine."""
