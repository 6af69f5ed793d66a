"""Property tests here find wrong readings; how fast the machine is does not matter to them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
