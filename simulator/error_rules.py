"""Which sends fail by the tester's rules."""

from __future__ import annotations

from simulator.troubles import ErrorRule


class ErrorRules:
    """Counts the sends that each rule is about and says when it strikes."""

    def __init__(self, rules: tuple[ErrorRule, ...]) -> None:
        """Start counting for these rules."""
        self._counters = [_Counter(rule) for rule in rules]

    def strike(self, number: str) -> ErrorRule | None:
        """Count one send to a number; return the first rule that makes it fail, if any."""
        struck = [counter.rule for counter in self._counters if counter.strikes(number)]
        return struck[0] if struck else None


class _Counter:
    def __init__(self, rule: ErrorRule) -> None:
        self.rule = rule
        self._seen = 0
        self._struck = 0

    def strikes(self, number: str) -> bool:
        if self.rule.number not in (None, number):
            return False
        self._seen += 1
        used_up = self.rule.times is not None and self._struck >= self.rule.times
        if used_up or self._seen % (self.rule.every or 1):
            return False
        self._struck += 1
        return True
