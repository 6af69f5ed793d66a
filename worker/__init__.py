"""The process that keeps the programme up: what must happen although nobody writes.

It stands outside of the domain because it puts it together with the register of residents that the
environment names, and with everybody who keeps personal data: the channel and the conversations.
"""
