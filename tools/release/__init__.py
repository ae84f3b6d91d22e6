"""What a release is made of: distributions, their bills of materials, the webhook's image."""
