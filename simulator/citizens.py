"""Who a citizen is to Meta: a number, unless it is hidden, and a business-scoped user id."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.world import World

_COUNTRY = "ID."
# A number times _FACTOR modulo a prime looks random, and leads back to the number without any
# memory: the bot can still reach a citizen after the simulator was restarted.
_PRIME = 2**89 - 1
_FACTOR = 0x9E3779B97F4A7C15F39CC
_WAY_BACK = pow(_FACTOR, -1, _PRIME)
_ROOM_FOR_NUMBER = 10**16
_MOST_GENERATIONS = 10**4
_SHORTEST = 6
_MARK = "1"
"""Keeps leading zeros: the number is read as an integer behind this digit."""


@dataclass(frozen=True)
class Identity:
    """A citizen as webhooks show one; `wa_id` is None when the number is hidden."""

    user_id: str
    wa_id: str | None

    @property
    def sender(self) -> dict[str, str]:
        """Return the fields of a message that name its sender."""
        return {"from_user_id": self.user_id} | ({"from": self.wa_id} if self.wa_id else {})

    @property
    def recipient(self) -> dict[str, str]:
        """Return the fields of a status that name its recipient."""
        hidden = {"recipient_user_id": self.user_id}
        return hidden | ({"recipient_id": self.wa_id} if self.wa_id else {})


class Citizens:
    """Knows every citizen's identity; what it remembers is only who changed something."""

    def __init__(self, world: World) -> None:
        """Choose those without a number as the world's troubles say."""
        self._world = world
        self._generations: dict[str, int] = {}
        self._moved_as_phoneless: dict[str, bool] = {}

    def identity(self, number: str) -> Identity:
        """Return the present identity of the citizen with this number."""
        user_id = _encoded(number, self._generations.get(number, 0))
        return Identity(user_id, None if self._hides_number(number) else number)

    def number_of(self, user_id: str) -> str | None:
        """Return whose user id this is or was; None when it is nobody's."""
        digits = user_id.removeprefix(_COUNTRY)
        if digits == user_id or not (digits.isascii() and digits.isdigit()):
            return None
        generation, marked = divmod(int(digits) * _WAY_BACK % _PRIME, _ROOM_FOR_NUMBER)
        number = str(marked).removeprefix(_MARK)
        is_marked = str(marked) != number and len(number) >= _SHORTEST
        return number if is_marked and generation < _MOST_GENERATIONS else None

    def change_user_id(self, number: str) -> None:
        """Give the citizen a new user id."""
        self._generations[number] = self._generations.get(number, 0) + 1

    def move(self, old: str, new: str) -> None:
        """Let a citizen go on with another number; whoever hid the old one hides the new one."""
        self._moved_as_phoneless[new] = self._hides_number(old)

    def reset(self) -> None:
        """Forget all changes."""
        self._generations.clear()
        self._moved_as_phoneless.clear()

    def _hides_number(self, number: str) -> bool:
        moved = self._moved_as_phoneless.get(number)
        if moved is not None:
            return moved
        share = self._world.troubles.phoneless_share
        return share > 0 and self._world.dice.picks("phoneless", number, share)


def _encoded(number: str, generation: int) -> str:
    plain = generation * _ROOM_FOR_NUMBER + int(_MARK + number)
    return f"{_COUNTRY}{plain * _FACTOR % _PRIME}"
