"""Messages that Meta has approved beforehand, the only ones outside of the 24-hour window."""
