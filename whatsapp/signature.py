"""Who may post to the webhook: Meta signs every body with the app secret."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

_PREFIX = "sha256="


def is_authentic(body: bytes, header: str, secrets: Iterable[str]) -> bool:
    """Tell whether ``X-Hub-Signature-256`` signs these raw bytes with one of the secrets."""
    given = header.encode("utf-8", "replace")
    # Every secret is tried, so that the time taken does not tell which one is in use.
    matches = [hmac.compare_digest(given, sign(body, secret).encode()) for secret in secrets]
    return any(matches)


def sign(body: bytes, secret: str) -> str:
    """Return the header with which Meta signs a body."""
    return _PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_token(given: str, expected: str) -> bool:
    """Compare a secret text in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
