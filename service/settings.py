"""What an operator can set, read from the environment once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.database_urls import is_postgresql, with_password
from service.encryption.keys import Keys, keys_of
from service.intake import scanning
from service.persons.marks import Marker
from service.retention.classes import chosen
from service.roles import APP, AUDITOR, BACKUP, OWNER
from service.rounds.executors import checked

PREFIX = "WOONPLEK_"

PASSWORDS = {
    "database_url": "app_password",
    "database_owner_url": "owner_password",
    "database_backup_url": "backup_password",
    "admin_url": "admin_password",
    "audit_url": "audit_password",
}
"""Of each URL that leaves its password out."""

NOT_A_DATABASE = (
    "this is no URL such as postgresql://user:password@host/database; in a password @, / and % are "
    "written as %40, %2F and %25, or it is left out here and stands in a variable of its own"
)
NO_DAYS = 'this is no JSON object such as {"dossier": 730}'
SHORTEST_TOKEN = 20
NO_KEYS = (
    "Set WOONPLEK_ENCRYPTION_KEYS to a JSON list with a name and a key of `openssl rand -base64 32`"
    """, such as '["2026:...="]'."""
)
NOT_A_LIST = 'this is no JSON list such as ["one", "two"]'


class UnsafeSettings(RuntimeError):
    """The program must not start like this."""


def _of_postgresql(value: SecretStr) -> SecretStr:
    """Checked here for all that use it, SQLAlchemy and libpq: neither names the variable, and their
    words may hold the password."""
    url = value.get_secret_value()
    if url and not is_postgresql(url):
        raise ValueError(NOT_A_DATABASE)
    return value


def _days(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError(NO_DAYS) from None


def _not_to_be_guessed(value: SecretStr) -> SecretStr:
    if 0 < len(value.get_secret_value()) < SHORTEST_TOKEN:
        raise ValueError(f"this is shorter than {SHORTEST_TOKEN} characters")
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


def _are_keys(words: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    keys_of([word.get_secret_value() for word in words])
    return words


def _is_a_key(value: SecretStr) -> SecretStr:
    return _are_keys((value,))[0] if value.get_secret_value() else value


Mode = Literal["production", "demo", "test"]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_of_postgresql)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
EncryptionKeys = Annotated[
    tuple[SecretStr, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_are_keys)
]
MatchingKey = Annotated[SecretStr, AfterValidator(_is_a_key)]
Acr = Annotated[str, Field(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+$")]
"""A word that can stand in a header, between quotes."""
EventSource = Annotated[str, Field(pattern=r"^urn:nld:[A-Za-z0-9.:%_-]{1,120}$")]
Executor = Annotated[str, AfterValidator(checked)]
Scanner = Annotated[str, AfterValidator(scanning.checked)]
Retention = Annotated[Mapping[str, int], NoDecode, BeforeValidator(_days), AfterValidator(chosen)]
MetricsToken = Annotated[SecretStr, AfterValidator(_not_to_be_guessed)]


class Settings(BaseSettings):
    """The settings of one process; `WOONPLEK_` before each name, but for the two database URLs."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, populate_by_name=True, env_ignore_empty=True
    )

    mode: Mode = "production"
    app_password: SecretStr = SecretStr("")
    owner_password: SecretStr = SecretStr("")
    admin_password: SecretStr = SecretStr("")
    backup_password: SecretStr = SecretStr("")
    audit_password: SecretStr = SecretStr("")

    database_url: DatabaseUrl = Field(default=SecretStr(""), validation_alias="DATABASE_URL")
    database_owner_url: DatabaseUrl = Field(
        default=SecretStr(""), validation_alias="DATABASE_OWNER_URL"
    )
    database_backup_url: DatabaseUrl = Field(
        default=SecretStr(""), validation_alias="DATABASE_BACKUP_URL"
    )
    encryption_keys: EncryptionKeys = ()
    """Names and keys; the first encrypts what must not be readable in the database."""
    matching_key: MatchingKey = SecretStr("")
    """Name and key by which the same person is found with two care providers; without it no
    identity is kept."""
    pool_size: int = Field(default=10, ge=1, le=100)

    admin_url: DatabaseUrl = SecretStr("")
    """A superuser of the database's server, for `migrate --roles` and `restore` alone."""
    audit_url: DatabaseUrl = SecretStr("")
    """The database as the role that reads the audit, for `audit` alone."""

    public_url: str = "http://localhost/v1"
    """The address under which the API is known outside; stands in the OpenAPI's servers."""
    allowed_origins: Origins = ()
    event_source: EventSource = "urn:nld:woonplek"
    """As what this installation tells of events: a URN with its organisation and system."""

    token_issuer: str = ""
    token_audience: str = "woonplek"
    token_keys: Path | None = None
    """A JWKS file with the issuer's public keys."""
    token_claims: Path | None = None
    """A JSON file that says where the issuer's tokens name user, organisation and role."""
    decision_acr: Annotated[tuple[Acr, ...], NoDecode, BeforeValidator(_listed)] = ()
    """The ways of signing in (`acr`) that suffice for a decision; without them any does."""
    token_keys_url: str = ""
    """Where the issuer publishes them; read at the start and when a token names an unknown key."""

    sign_in_url: str = ""
    """Where people sign in for the pages: the issuer's authorization endpoint (OpenID Connect)."""
    sign_in_token_url: str = ""
    """Where the issuer gives tokens for the code that they come back with."""
    sign_in_client: str = "woonplek-pages"
    """As whom the pages are known to the issuer."""
    sign_in_secret: SecretStr = SecretStr("")
    """What proves that; without it the pages are a public client, which PKCE guards alone."""

    boundaries: Path | None = None
    """GeoJSON with the municipal boundaries, loaded by `migrate` and by the demo."""
    postcodes: Path | None = None
    """CSV with a point per four-digit postcode, for the offline geocoder."""
    geocoder: Literal["offline", "locatieserver", "location-api"] = "offline"

    organisation_rate: int = Field(default=6_000, ge=0)
    """So many requests a minute each process takes of one organisation; 0 is without end."""
    address_rate: int = Field(default=1_200, ge=0)
    """So many of one address by who is not signed in."""
    identity_rate: int = Field(default=60, ge=0)
    """So many identities a minute each process writes down for one care provider."""
    metrics_token: MetricsToken = SecretStr("")
    """Who has it reads `/metrics`; without it there is none."""

    retention: Retention = {}
    """The days of classes of data that this installation keeps for another time."""

    executor: Executor = ""
    """Where the pieces of a round are solved: here, in `processes`, or by a Dask scheduler."""
    scanner: Scanner = ""
    """A clamd that is asked about each file that is handed in; without one none is."""
    embedded_worker: bool = False
    """Run a job worker inside the API process, as the demo does."""

    def role_passwords(self) -> dict[str, str]:
        """Of each role that logs in, but for the administrator; those that are set."""
        secrets = {
            OWNER: self.owner_password,
            APP: self.app_password,
            AUDITOR: self.audit_password,
            BACKUP: self.backup_password,
        }
        words = {role: secret.get_secret_value() for role, secret in secrets.items()}
        return {role: word for role, word in words.items() if word}

    def keys(self) -> Keys:
        """What encrypts and reads here; raises UnsafeSettings where no key is set."""
        if not self.encryption_keys:
            raise UnsafeSettings(NO_KEYS)
        return Keys(keys_of([word.get_secret_value() for word in self.encryption_keys]))

    def matches_by_an_encryption_key(self) -> bool:
        """Whether one key is used for both: what is known of one would tell of the other."""
        words = [word.get_secret_value() for word in self.encryption_keys]
        marker = self.marker()
        return marker is not None and marker.key in keys_of(words).values()

    def marker(self) -> Marker | None:
        """What finds the same person elsewhere; None where no key is set for it."""
        word = self.matching_key.get_secret_value()
        return Marker(*keys_of([word]).popitem()) if word else None

    @field_validator(*PASSWORDS)
    @classmethod
    def _with_its_password(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """The passwords stand above the URLs, as pydantic reads fields in their order."""
        password: SecretStr = info.data[PASSWORDS[info.field_name or ""]]
        url, secret = value.get_secret_value(), password.get_secret_value()
        return SecretStr(with_password(url, secret)) if url and secret else value


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
