"""What every web server of the product is to strangers: closed, and sparing with words."""
