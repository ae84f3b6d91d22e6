"""Commands for those who write policies: `govern policy …`."""
