"""Which troubles the simulated Meta makes: parsed, checked, and without any by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from simulator.jsontypes import JsonObject

LARGEST_BATCH = 1000
_NUMBER_LENGTHS = range(6, 16)


class TroublesError(ValueError):
    """The wished troubles cannot be understood; the text names the field."""


@dataclass(frozen=True)
class ErrorRule:
    """Sends that fail with Meta's `code`: every n-th one, `times` times, to one number.

    None means each send, without end, to anybody. With `later` the send is accepted, is never
    shown on the phone, and is reported as failed afterwards.
    """

    code: int
    every: int | None = None
    times: int | None = None
    number: str | None = None
    later: bool = False


@dataclass(frozen=True)
class Troubles:
    """Everything that can go wrong; shares are from 0 (never) to 1 (always).

    `recipients_per_day` are numbers that get a template without having written within a day.
    """

    duplicate_share: float = 0.0
    reorder_ms: int = 0
    batch_ms: int = 0
    batch_size: int = 0
    status_delay_ms: int = 0
    status_shuffle: bool = False
    status_before_answer_share: float = 0.0
    fail_after_accept_share: float = 0.0
    hang_up_after_accept_share: float = 0.0
    refuse_share: float = 0.0
    slow_share: float = 0.0
    slow_ms: int = 0
    token_expired: bool = False
    media_lifetime_s: float | None = None
    phoneless_share: float = 0.0
    messages_per_second: int | None = None
    recipients_per_day: int | None = None
    errors: tuple[ErrorRule, ...] = ()

    def as_json(self) -> JsonObject:
        """Return the form that parse_troubles reads."""
        return asdict(self)


def parse_troubles(wished: Any) -> Troubles:
    """Return the troubles of a JSON object; raise TroublesError naming what is wrong."""
    return Troubles(**_fields(wished, _TROUBLES, "troubles"))


Reader = Callable[[Any, str], Any]


def _fields(holder: Any, readers: Mapping[str, Reader], path: str) -> JsonObject:
    if not isinstance(holder, dict):
        raise TroublesError(f"{path} must be a JSON object")
    unknown = [key for key in holder if key not in readers]
    if unknown:
        known = ", ".join(sorted(readers))
        raise TroublesError(f"{path} has no key {unknown[0]!r}; it may have {known}")
    return {key: readers[key](value, key) for key, value in holder.items()}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _share(value: Any, path: str) -> float:
    if not _is_number(value) or not 0 <= value <= 1:
        raise TroublesError(f"{path} must be a number from 0 to 1")
    return float(value)


def _whole(lowest: int, highest: float = float("inf")) -> Reader:
    bounds = f"from {lowest} to {highest}" if highest < float("inf") else f"of at least {lowest}"

    def read(value: Any, path: str) -> int:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not lowest <= value <= highest:
            raise TroublesError(f"{path} must be a whole number {bounds}")
        return int(value)

    return read


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise TroublesError(f"{path} must be true or false")
    return value


def _seconds(value: Any, path: str) -> float:
    if not _is_number(value) or value < 0:
        raise TroublesError(f"{path} must be null or a number of at least 0")
    return float(value)


def _number(value: Any, path: str) -> str:
    is_number = isinstance(value, str) and value.isascii() and value.isdigit()
    if not is_number or len(value) not in _NUMBER_LENGTHS:
        raise TroublesError(f"{path} must be null or a string of 6 to 15 digits")
    return str(value)


def _or_none(reader: Reader) -> Reader:
    return lambda value, path: None if value is None else reader(value, path)


def _error_rules(value: Any, path: str) -> tuple[ErrorRule, ...]:
    if not isinstance(value, list):
        raise TroublesError(f"{path} must be a list")
    return tuple(_error_rule(rule, f"{path}[{index}]") for index, rule in enumerate(value))


def _error_rule(value: Any, path: str) -> ErrorRule:
    fields = _fields(value, {key: _below(path, reader) for key, reader in _RULE.items()}, path)
    if "code" not in fields:
        raise TroublesError(f"{path}.code is required")
    return ErrorRule(**fields)


def _below(path: str, reader: Reader) -> Reader:
    return lambda value, key: reader(value, f"{path}.{key}")


_RULE: dict[str, Reader] = {
    "code": _whole(0),
    "every": _or_none(_whole(1)),
    "times": _or_none(_whole(1)),
    "number": _or_none(_number),
    "later": _flag,
}
_TROUBLES: dict[str, Reader] = {
    "duplicate_share": _share,
    "reorder_ms": _whole(0),
    "batch_ms": _whole(0),
    "batch_size": _whole(0, LARGEST_BATCH),
    "status_delay_ms": _whole(0),
    "status_shuffle": _flag,
    "status_before_answer_share": _share,
    "fail_after_accept_share": _share,
    "hang_up_after_accept_share": _share,
    "refuse_share": _share,
    "slow_share": _share,
    "slow_ms": _whole(0),
    "token_expired": _flag,
    "media_lifetime_s": _or_none(_seconds),
    "phoneless_share": _share,
    "messages_per_second": _or_none(_whole(1)),
    "recipients_per_day": _or_none(_whole(1)),
    "errors": _error_rules,
}
