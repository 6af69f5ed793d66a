"""Rasa custom actions: dialogue events in, domain calls, messages out."""
