"""What a browser complains about, and what a page asks of other hosts."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError


@dataclass
class Complaints:
    """Errors on the console, errors nobody caught, and requests to hosts other than this server."""

    server: str
    told: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Hear every tab of this visitor."""
        context.on("console", self._hear_console)
        context.on("weberror", self._hear_error)
        context.on("request", self._hear_request)

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_refusal(message):
            self.told.append(f"console: {message.text}")

    def _hear_error(self, error: WebError) -> None:
        self.told.append(f"error: {error.error}")

    def _hear_request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in ("http", "https", "ws", "wss") and asked.netloc != urlsplit(self.server).netloc:
            self.told.append(f"request: {request.url}")

    def _is_refusal(self, message: ConsoleMessage) -> bool:
        """Whether the API said no, or could not be reached: the browser notes both as errors, the page has to cope."""
        is_ours = message.location["url"].startswith(f"{self.server}/api/")
        return is_ours and "Failed to load resource" in message.text and "status of 5" not in message.text
