"""Citizens, the numbers they write from, and what they consented to."""
