"""Keeping personal data unreadable to whoever may not read it."""
