"""What to do about an error of Meta's, by its code.

Source: Meta's page "Error codes" (19 November 2025) merged with what clients in production do.
Errors come as the answer to a request or later in a report; the same table serves both. The code
decides, not the HTTP status: throttling comes with status 400 as well as 429.
"""

from __future__ import annotations

from enum import Enum


class Remedy(Enum):
    """What to do about an error."""

    REPEAT = "the number is too fast: nothing was processed, send again a little later"
    REPEAT_FOR_CITIZEN = "too many messages to this citizen: send again later, others go on"
    REACH_AGAIN = "Meta could not be reached: the number waits a little, nothing was sent"
    WAIT_FOR_META = "maintenance: the whole number waits a minute"
    SETTLE = "nobody knows whether the message went out: a report must tell"
    UPLOAD_AGAIN = "Meta has lost the file: upload it anew"
    PAUSE_NUMBER = "token, permission, registration or billing: pause, alert, try now and then"
    STOP_NUMBER = "Meta holds the number for spam: stop until an operator resumes"
    SWITCH_TO_TEMPLATE = "the 24-hour window is closed: only a template may go out"
    GIVE_UP_RECIPIENT = "this citizen cannot be reached"
    DEAD_LETTER = "the request itself is wrong: sending again would not help"


_CODES: dict[Remedy, tuple[int, ...]] = {
    Remedy.REPEAT: (4, 80007, 130429),
    Remedy.REPEAT_FOR_CITIZEN: (131056,),
    Remedy.WAIT_FOR_META: (131057, 2494100),
    Remedy.SETTLE: (1, 2, 131000, 131016, 133004, 135000),
    Remedy.UPLOAD_AGAIN: (131053,),
    Remedy.DEAD_LETTER: (
        *(33, 100, 131008, 131009, 131051, 131052),
        *(132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069),
    ),
    Remedy.STOP_NUMBER: (131048, 131064, 368, 131031, 130497),
    Remedy.SWITCH_TO_TEMPLATE: (131047,),
    Remedy.GIVE_UP_RECIPIENT: (
        *(131026, 131021, 131030, 130403, 130472, 131062),
        *(131049, 131050),
    ),
    Remedy.PAUSE_NUMBER: (
        *(0, 3, 10, 190, *range(200, 300), 131005),
        *(131037, 131042, 131044, 131045, 134011),
        *(code for code in range(133000, 133017) if code != 133004),
    ),
}
_BY_CODE = {code: remedy for remedy, codes in _CODES.items() for code in codes}
KNOWN_CODES = frozenset(map(str, _BY_CODE))
_FIRST_REDIRECT = 300
_FIRST_CLIENT_ERROR = 400
_UNAUTHORIZED = 401
_REQUEST_TIMEOUT = 408
_TOO_MANY_REQUESTS = 429
_FIRST_SERVER_ERROR = 500


def remedy_for(code: int | None, http_status: int, is_transient: bool = False) -> Remedy:
    """Return what to do about an error that Meta answered a request with."""
    known = None if code is None else _BY_CODE.get(code)
    if known is not None and not (is_transient and known is Remedy.DEAD_LETTER):
        return known
    if http_status == _TOO_MANY_REQUESTS:
        return Remedy.REPEAT
    is_unclear = http_status >= _FIRST_SERVER_ERROR or http_status < _FIRST_REDIRECT
    if is_unclear or http_status == _REQUEST_TIMEOUT:
        return Remedy.SETTLE
    if is_transient:
        return Remedy.REPEAT_FOR_CITIZEN
    if http_status == _UNAUTHORIZED or http_status < _FIRST_CLIENT_ERROR:
        # A redirect comes from something between Meta and us that must be mended.
        return Remedy.PAUSE_NUMBER
    return Remedy.DEAD_LETTER


def remedy_for_report(code: str) -> Remedy:
    """Return what to do about an error that a report names: the message surely did not arrive."""
    remedy = _BY_CODE.get(int(code)) if code else None
    if remedy is Remedy.SETTLE:
        return Remedy.REPEAT_FOR_CITIZEN
    return remedy or Remedy.DEAD_LETTER
