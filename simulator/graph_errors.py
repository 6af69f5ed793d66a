"""Meta's error answers, as the Graph API words them."""

from __future__ import annotations

from simulator.ids import new_trace_id
from simulator.jsontypes import JsonObject

INVALID_PARAMETER = 100
BAD_TOKEN = 190
SOMETHING_WENT_WRONG = 131000
MISSING_PARAMETER = 131008
INVALID_VALUE = 131009
SERVICE_UNAVAILABLE = 131016
TOO_FAST = 130429
TOO_MANY_RECIPIENTS = 131048
UNDELIVERABLE = 131026
MEDIA_PROBLEM = 131053
SESSION_EXPIRED = 463
"""The subcode of BAD_TOKEN for a token whose time is over."""

_TITLES = {
    0: "AuthException",
    1: "API Unknown",
    2: "API Service",
    3: "API Method",
    4: "Application request limit reached",
    10: "Permission Denied",
    33: "Parameter value is not valid",
    INVALID_PARAMETER: "Invalid parameter",
    BAD_TOKEN: "Invalid OAuth access token - Cannot parse access token",
    368: "Temporarily blocked for policies violations",
    80007: "Rate limit issues",
    TOO_FAST: "Rate limit hit",
    130472: "User's number is part of an experiment",
    130497: "Business account is restricted from messaging users in this country",
    SOMETHING_WENT_WRONG: "Something went wrong",
    131005: "Access denied",
    MISSING_PARAMETER: "Required parameter is missing",
    INVALID_VALUE: "Parameter value is not valid",
    SERVICE_UNAVAILABLE: "Service unavailable",
    131021: "Recipient cannot be sender",
    UNDELIVERABLE: "Message undeliverable",
    131030: "Recipient phone number not in allowed list",
    131031: "Account has been locked",
    131037: "Display name approval is needed",
    131042: "Business eligibility payment issue",
    131045: "Incorrect certificate",
    131047: "Re-engagement message",
    TOO_MANY_RECIPIENTS: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement",
    131051: "Unsupported message type",
    131052: "Media download error",
    MEDIA_PROBLEM: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131057: "Account in maintenance mode",
    132000: "Template Param Count Mismatch",
    132001: "Template does not Exist",
    132005: "Template Hydrated Text Too Long",
    132007: "Template Format Character Policy Violated",
    132012: "Template Parameter Format Mismatch",
    132015: "Template is Paused",
    132016: "Template is Disabled",
    132018: "Template Parameter Character Policy Violated",
    133000: "Incomplete Deregistration",
    133004: "Server Temporarily Unavailable",
    133010: "Phone number Not Registered",
    135000: "Generic user error",
}
_UNTITLED = "Message failed to send"
_UNNUMBERED = (BAD_TOKEN,)
"""Meta begins most titles with the code, but not these."""

_BAD_REQUEST = 400
_HTTP_STATUSES = {
    **dict.fromkeys((0, BAD_TOKEN), 401),
    **dict.fromkeys((3, 10, *range(200, 300), 368, 130497, 131005, 131031), 403),
    132001: 404,
    **dict.fromkeys((1, SOMETHING_WENT_WRONG, 131045, 131057, 133000), 500),
    **dict.fromkeys((2, SERVICE_UNAVAILABLE, 133004), 503),
}
_HELP = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


class GraphError(Exception):
    """A request Meta would refuse; `code` is Meta's, `details` says what is wrong."""

    def __init__(
        self,
        code: int,
        details: str,
        *,
        subcode: int | None = None,
        http_status: int | None = None,
    ) -> None:
        """Take any of Meta's codes; the HTTP status follows from it unless it is given."""
        super().__init__(details)
        self.code = code
        self.details = details
        self._subcode = subcode
        self._http_status = http_status

    @property
    def http_status(self) -> int:
        """Return the HTTP status; throttling is 400 at Meta, like everything not listed."""
        return self._http_status or _HTTP_STATUSES.get(self.code, _BAD_REQUEST)

    def envelope(self) -> JsonObject:
        """Return the body Meta answers with."""
        error: JsonObject = {
            "message": _message(self.code),
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": new_trace_id(),
        }
        if self._subcode is not None:
            error["error_subcode"] = self._subcode
        return {"error": error}

    def in_status(self) -> JsonObject:
        """Return the item of `errors` in a status that reports the failure afterwards."""
        title = _TITLES.get(self.code, _UNTITLED)
        return {
            "code": self.code,
            "title": title,
            "message": title,
            "error_data": {"details": self.details},
            "href": _HELP,
        }


def _message(code: int) -> str:
    title = _TITLES.get(code, _UNTITLED)
    return title if code in _UNNUMBERED else f"(#{code}) {title}"
