"""The commands of ``python -m vaksin``, one module each."""
