"""Why the register could not be asked, in words that carry nothing about anybody."""

from __future__ import annotations

from enum import Enum


class Trouble(Enum):
    """What stood between the question and an answer; fit for logs and metrics."""

    NOT_REACHED = "not_reached"
    """No connection, or one that broke: refused, no such host, a certificate that is not valid."""
    NO_ANSWER = "no_answer"
    """It took too long."""
    UNREADABLE = "unreadable_answer"
    """An answer that is no JSON or not what FHIR R4 and OAuth2 say."""
    REFUSED = "credentials_refused"
    """Client id, secret or token are not accepted, or not for this question."""
    TOO_MANY = "too_many_requests"
    SERVER_ERROR = "server_error"
    UNEXPECTED = "unexpected_status"
    """A redirection, a page that is not the register's, or a complaint about the request."""


class RegisterUnreachable(Exception):
    """The register gave no answer that tells anything.

    Attributes:
        trouble: why.
        status: HTTP status, 0 if there was none.
    """

    def __init__(self, trouble: Trouble, status: int = 0) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.status = status


def trouble_of_status(status: int) -> Trouble:
    """Tell what an HTTP status that is not a success means."""
    if status in (401, 403):
        return Trouble.REFUSED
    if status == 429:
        return Trouble.TOO_MANY
    return Trouble.SERVER_ERROR if status >= 500 else Trouble.UNEXPECTED
