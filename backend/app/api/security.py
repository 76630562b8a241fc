"""API keys, and tokens for the event stream of one job."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Sequence

from app.api.errors import ProblemError

STREAM_TOKEN_SECONDS = 3600
"""How long a stream token is valid."""


class Authenticator:
    """Maps API keys to owners, whose jobs a caller may see. Without keys there is one owner, the empty string."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._owners = {_digest(key): _digest(key).hex()[:32] for key in keys}
        self._secret = _digest("\x00".join(sorted(keys))) if keys else secrets.token_bytes(32)

    def owner(self, key: str | None) -> str:
        """The owner of a key. Raises ProblemError 401 for an unknown one."""
        if not self._owners:
            return ""
        digest = _digest(key or "")
        for known, owner in self._owners.items():
            if hmac.compare_digest(known, digest):
                return owner
        detail = "Send a valid API key in the header X-API-Key."
        raise ProblemError(401, detail, headers={"WWW-Authenticate": 'ApiKey realm="Cliffcast"'})

    def stream_token(self, job_id: str, owner: str) -> str | None:
        """A token for the stream of one job, as browsers cannot send a header with it; None where no keys are set."""
        if not self._owners:
            return None
        expires = int(time.time()) + STREAM_TOKEN_SECONDS
        return f"{expires}.{owner}.{self._signature(job_id, owner, expires)}"

    def owner_of_stream(self, job_id: str, key: str | None, token: str | None) -> str:
        """The owner for whom a stream is opened, by token or else by key. Raises ProblemError 401."""
        if token is None or not self._owners:
            return self.owner(key)
        expires, _, rest = token.partition(".")
        owner, _, signature = rest.partition(".")
        is_valid = expires.isascii() and expires.isdigit() and len(expires) < 16 and owner in self._owners.values()
        expected = self._signature(job_id, owner, int(expires)) if is_valid else ""
        if not is_valid or int(expires) < time.time() or not hmac.compare_digest(expected.encode(), signature.encode()):
            raise ProblemError(401, "The stream token is not valid for this job, or no longer.")
        return owner

    def _signature(self, job_id: str, owner: str, expires: int) -> str:
        return hmac.new(self._secret, f"{job_id}.{owner}.{expires}".encode(), hashlib.sha256).hexdigest()


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
