"""Settings of the connection to SATUSEHAT, read from the environment once at start-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vaksin.settings import SettingsError

BASE_URL = "SATUSEHAT_BASE_URL"
CLIENT_ID = "SATUSEHAT_CLIENT_ID"
CLIENT_SECRET = "SATUSEHAT_CLIENT_SECRET"
_REQUIRED = (BASE_URL, CLIENT_ID, CLIENT_SECRET)
_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class SatusehatSettings:
    """Where SATUSEHAT is and how the organisation proves itself to it.

    Attributes:
        base_url: what stands before ``/oauth2/v1`` and ``/fhir-r4/v1``, without a slash at the end.
    """

    base_url: str
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> SatusehatSettings:
        """Read the settings.

        Raises:
            SettingsError: with one line for each variable that is missing or wrong.
        """
        values = {name: environment.get(name, "").strip() for name in _REQUIRED}
        problems = [f"{name}: belum diisi" for name, value in values.items() if not value]
        if values[BASE_URL] and not _may_have_secrets(values[BASE_URL]):
            problems.append(
                f"{BASE_URL}: harus https://<server> tanpa nama pengguna, ? dan #"
                " (http:// hanya untuk komputer ini sendiri)"
            )
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(values[BASE_URL].rstrip("/"), values[CLIENT_ID], values[CLIENT_SECRET])


def _may_have_secrets(url: str) -> bool:
    """Tell whether secrets and personal data may be sent to an address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    # Some read a backslash, or what stands before an @, as the host.
    if not host or any(mark in url for mark in "\\?#") or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK_HOSTS)
