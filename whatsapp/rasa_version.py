"""The Rasa whose code was read for what :mod:`whatsapp.rasa_speed` and its like change in it."""

RASA_VERSION = "3.6.21"
