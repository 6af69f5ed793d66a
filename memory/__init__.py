"""What the bot remembers of a conversation, and how it forgets."""
