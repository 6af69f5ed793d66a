"""Measuring how well the trained model understands: tables, pictures, a comparison."""
