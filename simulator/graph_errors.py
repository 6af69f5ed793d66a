"""Meta's error answers, as the Graph API words them."""

from __future__ import annotations

from simulator.ids import new_trace_id
from simulator.jsontypes import JsonObject

INVALID_PARAMETER = 100
BAD_TOKEN = 190
MISSING_PARAMETER = 131008
INVALID_VALUE = 131009

_TITLES = {
    INVALID_PARAMETER: "(#100) Invalid parameter",
    BAD_TOKEN: "Invalid OAuth access token - Cannot parse access token",
    MISSING_PARAMETER: "(#131008) Required parameter is missing",
    INVALID_VALUE: "(#131009) Parameter value is not valid",
}
_UNAUTHORIZED = 401
_BAD_REQUEST = 400


class GraphError(Exception):
    """A request Meta would refuse; `code` is Meta's, `details` says what is wrong."""

    def __init__(self, code: int, details: str) -> None:
        """Take one of the codes of this module."""
        super().__init__(details)
        self.code = code
        self.details = details

    @property
    def http_status(self) -> int:
        """Return the HTTP status: 401 for a bad token, 400 for everything else."""
        return _UNAUTHORIZED if self.code == BAD_TOKEN else _BAD_REQUEST

    def envelope(self) -> JsonObject:
        """Return the body Meta answers with."""
        return {
            "error": {
                "message": _TITLES[self.code],
                "type": "OAuthException",
                "code": self.code,
                "error_data": {"messaging_product": "whatsapp", "details": self.details},
                "fbtrace_id": new_trace_id(),
            }
        }
