"""Who may be vaccinated with what, and what the site must be told beforehand."""
