"""Sites, sessions, seats and bookings."""
