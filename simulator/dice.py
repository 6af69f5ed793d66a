"""Seeded chance: the same seed gives the same run."""

from __future__ import annotations

from random import Random


class Dice:
    """One stream of chance for each concern, so that one trouble never shifts another."""

    def __init__(self, seed: int) -> None:
        """Start every stream from this seed."""
        self._seed = seed
        self._streams: dict[str, Random] = {}

    def of(self, concern: str) -> Random:
        """Return the stream of one concern."""
        if concern not in self._streams:
            self._streams[concern] = Random(f"{self._seed}:{concern}")
        return self._streams[concern]

    def happens(self, concern: str, share: float) -> bool:
        """Tell whether it happens this time; a share of 0 uses up one throw like any other."""
        return self.of(concern).random() < share

    def picks(self, concern: str, subject: str, share: float) -> bool:
        """Tell whether a subject belongs to the share: always the same answer for one subject."""
        return Random(f"{self._seed}:{concern}:{subject}").random() < share

    def seconds_up_to(self, concern: str, milliseconds: int) -> float:
        """Return a random time from nothing to so many milliseconds, in seconds."""
        return self.of(concern).uniform(0, milliseconds) / 1000
