"""The URL of a database, as libpq and as SQLAlchemy read it."""

import re

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

POSTGRESQL = {"postgresql", "postgres"}

# A password with @ or / in it is cut there, by libpq elsewhere than by SQLAlchemy, and what is left
# of it is taken for a host and told as one.
_CUT_IN_ONE_WAY = re.compile(r"\w+://([^@/]*@)?[^@]*")


def is_postgresql(url: str) -> bool:
    """Whether both read it, and as the same."""
    try:
        read = bool(conninfo_to_dict(url)) and make_url(url).drivername in POSTGRESQL
    except (ProgrammingError, ArgumentError, ValueError):
        return False
    return read and _CUT_IN_ONE_WAY.fullmatch(url) is not None


def sqlalchemy_url(dsn: str) -> str:
    """A libpq URL as SQLAlchemy wants it, on psycopg 3."""
    # SQLAlchemy takes a + in the query for a space, libpq for itself.
    where, mark, query = dsn.partition("?")
    dsn = where + mark + query.replace("+", "%2B")
    scheme, _, rest = dsn.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in POSTGRESQL else dsn


def libpq_url(url: URL) -> str:
    """The URL of an engine as libpq reads it, for connections beside SQLAlchemy's."""
    told = url.set(drivername="postgresql").render_as_string(hide_password=False)
    where, mark, query = told.partition("?")
    # SQLAlchemy leaves a space in a password and writes + for one in the query: libpq reads neither
    return (where + mark + query.replace("+", "%20")).replace(" ", "%20")


def with_password(dsn: str, password: str) -> str:
    """A libpq URL with this password, whatever is in it, unless it has one of its own."""
    if conninfo_to_dict(dsn).get("password"):  # an empty one is none
        return dsn
    url = make_url(sqlalchemy_url(dsn)).difference_update_query(["password"])
    if url.username is None:  # the user stands in the query, or is who calls
        return libpq_url(url.update_query_dict({"password": password}))
    return libpq_url(url.set(password=password))
