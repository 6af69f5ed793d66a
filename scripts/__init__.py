"""Small programs around the product: checks, start-up, measurements."""
