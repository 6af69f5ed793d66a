"""Messages that nobody asked for just now: news, reminders, invitations."""
