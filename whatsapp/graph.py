"""Meta's Graph API, as far as the bot needs it. Every call blocks: make it in a thread."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import MaxRetryError, NewConnectionError

from whatsapp.envelope import inner, objects
from whatsapp.payloads import Payload

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
CONNECTIONS = 64
NOT_REACHED = "not_reached"
NO_ANSWER = "no_answer"
UNREADABLE = "unreadable_answer"
# Meta rejected the request before processing it, or says that the fault is its own and passing.
_PASSING_CODES = frozenset({4, 80007, 130429, 131000, 131056})
_TOO_MANY_REQUESTS = 429
_FIRST_SERVER_ERROR = 500


class GraphFailure(Exception):
    """Meta did not do what it was asked.

    Attributes:
        code: Meta's error code, or what went wrong on the way.
        is_passing: whether the same request may succeed later.
    """

    def __init__(self, code: str, is_passing: bool) -> None:
        super().__init__(code)
        self.code = code
        self.is_passing = is_passing


class GraphClient:
    """Speaks for one phone number."""

    def __init__(self, api_url: str, phone_number_id: str, access_token: str) -> None:
        self._base = f"{api_url}/{phone_number_id}"
        self._session = requests.Session()
        self._session.auth = _Bearer(access_token)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))

    def send(self, address: str, payload: Payload, callback_data: str) -> str:
        """Send a message to a number; return WhatsApp's id of it.

        ``callback_data`` comes back with every report about the message.

        Raises:
            GraphFailure: if it was refused, or nobody knows.
        """
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": address,
            "biz_opaque_callback_data": callback_data,
            **payload,
        }
        answer = self._post("messages", json=body)
        for message in objects(answer, "messages"):
            return _text(message.get("id"))
        raise GraphFailure(UNREADABLE, is_passing=False)

    def upload(self, content: bytes) -> str:
        """Upload a PNG; return Meta's id of it, good for 30 days.

        Raises:
            GraphFailure: if it was refused.
        """
        form = {"messaging_product": "whatsapp", "type": "image/png"}
        file = ("gambar.png", content, "image/png")
        return _text(self._post("media", data=form, files={"file": file}).get("id"))

    def mark_read(self, message_id: str, typing: bool = True) -> None:
        """Show a citizen that the message was read and, if wanted, that an answer is being typed.

        Raises:
            GraphFailure: if it was refused.
        """
        body: Payload = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
        }
        if typing:
            body["typing_indicator"] = {"type": "text"}
        self._post("messages", json=body)

    def _post(self, path: str, **content: Any) -> dict[str, Any]:
        try:
            response = self._session.post(
                f"{self._base}/{path}",
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                **content,
            )
        except requests.RequestException as error:
            raise _unanswered(error) from None
        answer = _read(response)
        if response.status_code != requests.codes.ok:
            raise _refusal(response.status_code, inner(answer, "error").get("code"))
        return answer


class _Bearer(AuthBase):
    """The access token. As an auth object it cannot be overruled by a .netrc file."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _unanswered(error: requests.RequestException) -> GraphFailure:
    if isinstance(error, requests.ConnectTimeout) or _was_refused(error):
        return GraphFailure(NOT_REACHED, is_passing=True)
    # Meta may have sent the message: sending again could show it twice.
    return GraphFailure(NO_ANSWER, is_passing=False)


def _was_refused(error: requests.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _read(response: requests.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(status: int, code: Any) -> GraphFailure:
    # Meta sends throttling with status 400 as well, so the code decides before the status.
    is_passing = status == _TOO_MANY_REQUESTS or status >= _FIRST_SERVER_ERROR
    if isinstance(code, int):
        return GraphFailure(str(code), is_passing or code in _PASSING_CODES)
    return GraphFailure(f"http_{status}", is_passing)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise GraphFailure(UNREADABLE, is_passing=False)
    return value
