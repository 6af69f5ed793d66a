"""Campaigns: one message to many people, in a window, at a pace, to each of them once."""
