"""Meta's Graph API, as far as the bot needs it. Every call blocks: make it in a thread."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import MaxRetryError, NewConnectionError

from vaksin.people.addresses import Addresses
from whatsapp.envelope import inner, objects
from whatsapp.payloads import Payload
from whatsapp.remedies import Remedy, remedy_for
from whatsapp.statuses import error_code

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
CONNECTIONS = 64
NOT_REACHED = "not_reached"
NO_ANSWER = "no_answer"
UNREADABLE = "unreadable_answer"
# Where the token may go: Meta, and a simulator on this machine.
META_HOSTS = frozenset({"graph.facebook.com", "lookaside.fbsbx.com"})
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class GraphFailure(Exception):
    """Meta did not do what it was asked.

    Attributes:
        code: Meta's error code, or what went wrong on the way.
        remedy: what to do about it.
        trace_id: Meta's id of the failed request, to be named to Meta's support; may be empty.
    """

    def __init__(self, code: str, remedy: Remedy, trace_id: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.remedy = remedy
        self.trace_id = trace_id


class GraphCaller:
    """Calls the paths below one address of Meta's."""

    def __init__(self, base: str, access_token: str) -> None:
        self._base = base
        self._session = requests.Session()
        self._session.auth = _Bearer(access_token)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
        # Proxies and certificates; the session itself would read them anew for every request.
        self._surroundings = self._session.merge_environment_settings(
            self._base, {}, None, None, None
        )

    def call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """Return what Meta answers.

        Raises:
            GraphFailure: if it refused, or nobody knows.
        """
        try:
            response = self._session.send(
                self._session.prepare_request(
                    requests.Request(method, f"{self._base}/{path}", **content)
                ),
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                **self._surroundings,
            )
        except requests.RequestException as error:
            raise _unanswered(error) from None
        answer = _read(response)
        if response.status_code != requests.codes.ok:
            raise _refusal(response.status_code, inner(answer, "error"))
        return answer


class GraphClient:
    """Speaks for one phone number."""

    def __init__(self, api_url: str, phone_number_id: str, access_token: str) -> None:
        self._number = GraphCaller(f"{api_url}/{phone_number_id}", access_token)

    def send(self, to: Addresses, payload: Payload, callback_data: str) -> str:
        """Send a message to a number, or to a user id if there is none; return WhatsApp's id of it.

        ``callback_data`` comes back with every report about the message.

        Raises:
            GraphFailure: if it was refused, or nobody knows.
        """
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **({"to": to.phone} if to.phone else {"recipient": to.user_id}),
            "biz_opaque_callback_data": callback_data,
            **payload,
        }
        answer = self._number.call("POST", "messages", json=body)
        for message in objects(answer, "messages"):
            return _text(message.get("id"))
        raise GraphFailure(UNREADABLE, Remedy.SETTLE)

    def upload(self, content: bytes) -> str:
        """Upload a PNG; return Meta's id of it, good for 30 days.

        Raises:
            GraphFailure: if it was refused.
        """
        form = {"messaging_product": "whatsapp", "type": "image/png"}
        file = ("gambar.png", content, "image/png")
        return _text(self._number.call("POST", "media", data=form, files={"file": file}).get("id"))

    def mark_read(self, message_id: str) -> None:
        """Show a citizen that the message was read and that an answer is being typed.

        Raises:
            GraphFailure: if it was refused.
        """
        body: Payload = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        self._number.call("POST", "messages", json=body)


class _Bearer(AuthBase):
    """The access token. As an auth object it cannot be overruled by a .netrc file."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if may_have_token(request.url or ""):
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def may_have_token(url: str) -> bool:
    """Tell whether the access token may be sent to an address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    # Some read a backslash, or what stands before an @, as the host.
    if "\\" in url or "@" in parts.netloc:
        return False
    if host in LOOPBACK_HOSTS:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and host in META_HOSTS


def _unanswered(error: requests.RequestException) -> GraphFailure:
    never_sent = isinstance(error, (requests.ConnectTimeout, requests.exceptions.SSLError))
    if never_sent or _was_refused(error):
        return GraphFailure(NOT_REACHED, Remedy.REACH_AGAIN)
    # Meta may have sent the message: sending again could show it twice.
    return GraphFailure(NO_ANSWER, Remedy.SETTLE)


def _was_refused(error: requests.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _read(response: requests.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(status: int, error: dict[str, Any]) -> GraphFailure:
    code, trace_id = error_code(error), error.get("fbtrace_id")
    return GraphFailure(
        code or f"http_{status}",
        remedy_for(int(code) if code else None, status, error.get("is_transient") is True),
        trace_id if isinstance(trace_id, str) else "",
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise GraphFailure(UNREADABLE, Remedy.SETTLE)
    return value
