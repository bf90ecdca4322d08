"""One try to deliver: over TLS, to the outside, no redirect followed, only the status is read."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from service.codelists.webhooks import DeliveryFailure
from service.headers import API_VERSION
from service.settings import Settings
from service.webhooks.addresses import Target, is_outside, target
from service.webhooks.connecting import Guarded, NoSuchName, Resolve, resolve

ATTEMPT_SECONDS = 15.0
GONE = 410
HEAVY_LOAD = frozenset({429, 502, 503, 504})
USER_AGENT = f"Woonplek/{API_VERSION} (webhooks)"


class NotOutside(Exception):
    """The address is not on the open internet."""


@dataclass(frozen=True)
class Message:
    """What is sent: to whom, with which headers, which bytes."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Outcome:
    """How a try ended: the status of an answer, or why there was none."""

    status: int | None = None
    failure: DeliveryFailure | None = None

    @property
    def silent(self) -> bool:
        """Whether the receiver can take nothing at all now, whatever is sent."""
        return self.status is None or self.status in HEAVY_LOAD


@dataclass(frozen=True)
class Sender:
    """What this installation sends as, and how far it trusts.

    `trusting`, in the demo and in tests, lets a receiver be on this machine and do without TLS."""

    source: str
    public_url: str
    trusting: bool = False
    seconds: float = ATTEMPT_SECONDS
    resolve: Resolve = resolve
    authorities: ssl.SSLContext | None = None

    def may_send_to(self, to: Target) -> bool:
        """Whether it may be tried; what a name leads to is seen when we connect."""
        if to.scheme != "https" and not self.trusting:
            return False
        if to.ip is None:
            return self.trusting or to.has_outside_name
        return is_outside(to.ip) or (self.trusting and to.ip.is_loopback)

    def send(self, message: Message, stopping: Callable[[], bool] = lambda: False) -> Outcome:
        """Tries once. Raises Interrupted when the worker is to stop before an answer came."""
        try:
            status = self._post(self._allowed(message.url), message, stopping)
        except NotOutside:
            return Outcome(failure=DeliveryFailure.NOT_OUTSIDE)
        except NoSuchName:
            return Outcome(failure=DeliveryFailure.NO_SUCH_NAME)
        except httpcore.TimeoutException:
            return Outcome(failure=DeliveryFailure.TOO_SLOW)
        except httpcore.ConnectError as error:
            return Outcome(failure=_unconnected(error))
        except (httpcore.NetworkError, httpcore.ProtocolError):
            return Outcome(failure=DeliveryFailure.BROKEN_ANSWER)
        taken = 200 <= status < 300
        return Outcome(status, None if taken else DeliveryFailure.NOT_TAKEN)

    def _allowed(self, url: str) -> Target:
        try:
            to = target(url)
        except ValueError as error:
            raise NotOutside from error
        if not self.may_send_to(to):
            raise NotOutside
        return to

    def _post(self, to: Target, message: Message, stopping: Callable[[], bool]) -> int:
        guarded = Guarded(self.resolve, self.seconds, stopping, self.trusting)
        url = httpcore.URL(
            scheme=to.scheme.encode(), host=to.host.encode(), port=to.port, target=to.path.encode()
        )
        headers = [*message.headers.items(), ("User-Agent", USER_AGENT), ("Connection", "close")]
        # No proxy of the environment is asked, no redirect followed; the body is not read.
        with (
            httpcore.ConnectionPool(
                ssl_context=self.authorities or usual_authorities(), network_backend=guarded
            ) as pool,
            pool.stream("POST", url, headers=headers, content=message.body) as answer,
        ):
            return answer.status


@cache
def usual_authorities() -> ssl.SSLContext:
    """Whose certificates count unless somebody says otherwise; read once, as that takes a while."""
    return httpx.create_ssl_context()


def _unconnected(error: httpcore.ConnectError) -> DeliveryFailure:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return DeliveryFailure.NOT_SECURE
        cause = cause.__cause__ or cause.__context__
    return DeliveryFailure.NO_CONNECTION


def make_sender(settings: Settings) -> Sender:
    """As this installation is set."""
    return Sender(settings.event_source, settings.public_url, settings.mode != "production")
