"""A package, so that its test modules may be named like those of other folders."""
