"""Rasa graph components that read Indonesian as people type it."""
