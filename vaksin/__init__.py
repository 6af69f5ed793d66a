"""The vaccination programme: who may be vaccinated, where, when, and with which proof."""
