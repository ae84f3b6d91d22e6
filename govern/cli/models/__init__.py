"""Commands about models in registries."""
