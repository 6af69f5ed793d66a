"""A stand-in for Meta's WhatsApp Cloud API and for citizens' phones, on one machine.

The bot under trial talks to it exactly as it would talk to Meta; anyone can open the page it
serves and chat with the bot. Everything is kept in memory and lost when it stops.
"""
