"""Registering somebody: the questions, the form that asks them and what comes of the answers."""
