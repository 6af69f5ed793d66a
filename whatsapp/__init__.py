"""The WhatsApp channel: Meta's webhook in front of Rasa, Meta's Cloud API behind it."""
