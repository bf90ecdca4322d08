"""How each role reaches each database, on our own server or on one that was named."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from service.roles import ADMIN


@dataclass(frozen=True)
class SocketAddress:
    """Our own server: only who may enter the folder can connect, so no password is needed."""

    folder: Path
    maintenance: str = "postgres"

    def dsn(self, role: str, database: str) -> str:
        """A connection URL as libpq reads it."""
        return f"postgresql://{role}@/{quote(database)}?{urlencode({'host': str(self.folder)})}"


@dataclass(frozen=True)
class NamedAddress:
    """A server that WOONPLEK_SERVER_URL names: a superuser logs in and takes on the role."""

    url: str

    @property
    def maintenance(self) -> str:
        """The database that the URL names, used only to make and drop others from."""
        return urlsplit(self.url).path.removeprefix("/") or "postgres"

    def dsn(self, role: str, database: str) -> str:
        """A connection URL as libpq reads it."""
        parts = urlsplit(self.url)
        query = parts.query
        if role != ADMIN:
            query = "&".join(filter(None, (query, f"options=-crole%3D{quote(role)}")))
        return urlunsplit((parts.scheme, parts.netloc, f"/{quote(database)}", query, ""))
