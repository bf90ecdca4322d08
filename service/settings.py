"""What an operator can set, read from the environment once."""

import json
from pathlib import Path
from typing import Annotated, Literal

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from service.rounds.executors import checked

PREFIX = "WOONPLEK_"
POSTGRESQL = {"postgresql", "postgres"}

NOT_A_DATABASE = "this is no URL such as postgresql://user:password@host/database"
NOT_A_LIST = 'this is no JSON list such as ["https://pages.example"]'


class UnsafeSettings(RuntimeError):
    """The program must not start like this."""


def _of_postgresql(value: SecretStr) -> SecretStr:
    """Checked here for all that use it, SQLAlchemy and libpq, since neither names the variable."""
    url = value.get_secret_value()
    try:
        if url and (conninfo_to_dict(url) and make_url(url).drivername) not in POSTGRESQL:
            raise ValueError(NOT_A_DATABASE)
    except (ProgrammingError, ArgumentError, ValueError):
        raise ValueError(NOT_A_DATABASE) from None  # their words may hold the password
    return value


def _listed(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise ValueError(NOT_A_LIST)
    return found


Mode = Literal["production", "demo", "test"]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_of_postgresql)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Executor = Annotated[str, AfterValidator(checked)]


class Settings(BaseSettings):
    """The settings of one process; `WOONPLEK_` before each name, but for the two database URLs."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, populate_by_name=True, env_ignore_empty=True
    )

    mode: Mode = "production"
    database_url: DatabaseUrl = Field(default=SecretStr(""), validation_alias="DATABASE_URL")
    database_owner_url: DatabaseUrl = Field(
        default=SecretStr(""), validation_alias="DATABASE_OWNER_URL"
    )
    pool_size: int = Field(default=10, ge=1, le=100)

    admin_url: DatabaseUrl = SecretStr("")
    """A superuser of the database's server, for `migrate --roles` alone."""
    owner_password: SecretStr = SecretStr("")
    app_password: SecretStr = SecretStr("")

    public_url: str = "http://localhost/v1"
    """The address under which the API is known outside; stands in the OpenAPI's servers."""
    allowed_origins: Origins = ()

    token_issuer: str = ""
    token_audience: str = "woonplek"
    token_keys: Path | None = None
    """A JWKS file with the issuer's public keys."""
    token_keys_url: str = ""
    """Where the issuer publishes them; read at the start and when a token names an unknown key."""

    boundaries: Path | None = None
    """GeoJSON with the municipal boundaries, loaded by `migrate` and by the demo."""
    postcodes: Path | None = None
    """CSV with a point per four-digit postcode, for the offline geocoder."""
    geocoder: Literal["offline", "locatieserver", "location-api"] = "offline"

    executor: Executor = ""
    """Where the pieces of a round are solved: here, in `processes`, or by a Dask scheduler."""
    embedded_worker: bool = False
    """Run a job worker inside the API process, as the demo does."""


def load() -> Settings:
    """The settings of this process; UnsafeSettings names each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        told = [_told(str(fault["loc"][0]), fault["msg"]) for fault in faults]
        raise UnsafeSettings(" ".join(told)) from None


def _told(field: str, message: str) -> str:
    variable = PREFIX + field.upper() if field in Settings.model_fields else field
    return f"{variable}: {message.removeprefix('Value error, ')}."
