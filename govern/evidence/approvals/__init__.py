"""Asking for approval, answering, taking back, and keeping what was said."""
