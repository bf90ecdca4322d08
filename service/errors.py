"""What can go wrong in our own words; `problems.py` turns each into problem+json."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with what was sent: where, a stable code, and a sentence, which is
    there in Dutch too where pages tell it."""

    where: str
    code: str
    detail: str
    nl: str = ""

    @property
    def en(self) -> str:
        """The sentence, by the name that labels have."""
        return self.detail


class WoonplekError(Exception):
    """An answer that is not a success; the class says its status, the message what happened, in
    Dutch too where pages tell it."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request cannot be carried out"
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, detail: str, faults: Sequence[Fault] = (), *, nl: str = "") -> None:
        super().__init__(detail)
        self.detail = self.en = detail
        self.nl = nl
        self.faults = tuple(faults)


class InvalidInput(WoonplekError):
    """Something sent is not right; all of it is listed."""

    title = "The input is not valid"


class NotAuthenticated(WoonplekError):
    """No token, or not a good one."""

    status = 401
    title = "Sign in first"
    headers: Mapping[str, str] = MappingProxyType({"WWW-Authenticate": "Bearer"})


class NotSurelyEnough(NotAuthenticated):
    """Signed in, but by a way that does not suffice here (RFC 9470)."""

    title = "Sign in by a surer way"

    def __init__(self, wanted: Sequence[str]) -> None:
        super().__init__("This asks for a surer way of signing in: see WWW-Authenticate.")
        challenge = (
            f'Bearer error="insufficient_user_authentication", acr_values="{" ".join(wanted)}"'
        )
        self.headers = {"WWW-Authenticate": challenge}


class NotAllowed(WoonplekError):
    """Known, but this role may not do this."""

    status = 403
    title = "Not allowed"


class NotFound(WoonplekError):
    """Absent, or not to be seen by this organisation: the answer is the same."""

    status = 404
    title = "Not found"


class NotAcceptable(WoonplekError):
    """The client takes no form in which this can be answered."""

    status = 406
    title = "Not in a form that you accept"


class UnsupportedMediaType(WoonplekError):
    """The body is of another kind than the operation takes."""

    status = 415
    title = "Not this kind of body"


class TooSlow(WoonplekError):
    """The body did not come in time; what else of it comes is not waited for."""

    status = 408
    title = "Too slow"
    headers = MappingProxyType({"Connection": "close"})


class Conflict(WoonplekError):
    """The state of things does not allow it (any more): any page can meet one, so that none is
    without its Dutch."""

    status = 409
    title = "Not possible in the present state"

    def __init__(self, detail: str, faults: Sequence[Fault] = (), *, nl: str) -> None:
        super().__init__(detail, faults, nl=nl)


class ChangedMeanwhile(WoonplekError):
    """If-Match names an older version."""

    status = 412
    title = "Changed meanwhile"


class VersionNeeded(WoonplekError):
    """A change without If-Match could undo somebody else's."""

    status = 428
    title = "If-Match is needed"


class TooMany(WoonplekError):
    """This caller asks more often than one may (RFC 6585)."""

    status = 429
    title = "Too many requests"

    def __init__(self, seconds: int) -> None:
        super().__init__("You ask too often: wait as long as Retry-After says.")
        self.headers = {"Retry-After": str(seconds)}


class SourceDown(WoonplekError):
    """A service outside that is needed for this does not answer."""

    status = 503
    title = "A service that is needed does not answer"
    headers = MappingProxyType({"Retry-After": "60"})


class KeyMissing(WoonplekError):
    """A key that is needed for this is not among the installation's settings."""

    status = 503
    title = "This installation lacks a key"
    headers = MappingProxyType({"Retry-After": "3600"})


class DatabaseAway(WoonplekError):
    """The database stops, starts or cannot be reached; it is looked for anew by each request."""

    status = 503
    title = "The database does not answer"
    headers = MappingProxyType({"Retry-After": "5"})


class Busy(WoonplekError):
    """Shedding load or waiting on a lock; trying again helps."""

    status = 503
    title = "Too busy"
    headers = MappingProxyType({"Retry-After": "2"})
