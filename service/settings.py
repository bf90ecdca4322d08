"""What an operator can set, read from the environment once."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Mode = Literal["production", "demo", "test"]


class Settings(BaseSettings):
    """The settings of one process; `WOONPLEK_` before each name, but for the two database URLs."""

    model_config = SettingsConfigDict(env_prefix="WOONPLEK_", frozen=True, populate_by_name=True)

    mode: Mode = "production"
    database_url: SecretStr = Field(default=SecretStr(""), validation_alias="DATABASE_URL")
    database_owner_url: SecretStr = Field(
        default=SecretStr(""), validation_alias="DATABASE_OWNER_URL"
    )
    pool_size: int = Field(default=10, ge=1, le=100)

    admin_url: SecretStr = SecretStr("")
    """A superuser of the database's server, for `migrate --roles` alone."""
    owner_password: SecretStr = SecretStr("")
    app_password: SecretStr = SecretStr("")

    public_url: str = "http://localhost/v1"
    """The address under which the API is known outside; stands in the OpenAPI's servers."""
    allowed_origins: tuple[str, ...] = ()

    token_issuer: str = ""
    token_audience: str = "woonplek"
    token_keys: Path | None = None
    """A JWKS file with the issuer's public keys."""
    token_keys_url: str = ""
    """Where the issuer publishes them; read at the start and when an unknown key id turns up."""

    boundaries: Path | None = None
    """GeoJSON with the municipal boundaries, loaded by `migrate` and by the demo."""
    postcodes: Path | None = None
    """CSV with a point per four-digit postcode, for the offline geocoder."""
    geocoder: Literal["offline", "locatieserver", "location-api"] = "offline"

    embedded_worker: bool = False
    """Run a job worker inside the API process, as the demo does."""


def load() -> Settings:
    """The settings of this process."""
    return Settings()
