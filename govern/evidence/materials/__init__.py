"""All that a decision was made from, kept so that it can be made again."""
