"""What the channel itself says to citizens, from ``content/kanal.yml``."""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.content import CONTENT_FOLDER, read_yaml
from whatsapp.payloads import Payload
from whatsapp.rendering import render


@dataclass(frozen=True)
class Words:
    """Sentences outside of any conversation.

    Attributes:
        apology: for a message that could not be answered.
        slowed: for a citizen who writes faster than anybody can be answered.
    """

    apology: list[Payload]
    slowed: Payload

    @classmethod
    def read(cls) -> Words:
        """Read them.

        Raises:
            vaksin.content.ContentError: if one is missing.
        """
        content = read_yaml(CONTENT_FOLDER / "kanal.yml")
        apology = render([{"text": content.text("gangguan")}])
        (slowed,) = render([{"text": content.text("terlalu_cepat")}])
        return cls(apology, slowed)
