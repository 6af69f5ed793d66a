"""What all parts of one simulator share: the troubles, the chances and the counts."""

from __future__ import annotations

from simulator.dice import Dice
from simulator.error_rules import ErrorRules
from simulator.report import Report
from simulator.sending_limits import SendingLimits
from simulator.troubles import Troubles


class World:
    """The present troubles with the seeded chance that decides when they strike."""

    def __init__(self, seed: int = 0, troubles: Troubles | None = None) -> None:
        """Start with these troubles, or none."""
        self._seed = seed
        self.impose(troubles or Troubles())
        self._start_over()

    def impose(self, troubles: Troubles) -> None:
        """Replace the troubles; the rules about errors count from the beginning."""
        self.troubles = troubles
        self.error_rules = ErrorRules(troubles.errors)

    def reset(self) -> None:
        """End all troubles, forget the counts and begin the chances anew."""
        self.impose(Troubles())
        self._start_over()

    def _start_over(self) -> None:
        self.dice = Dice(self._seed)
        self.report = Report()
        self.sending_limits = SendingLimits()
