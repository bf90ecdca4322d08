"""Prints what the API is, without a database."""

import json

import typer
from sqlalchemy import create_engine

from service.app import create_app
from service.devissuer import DevIssuer
from service.settings import load


def print_openapi() -> None:
    """Print the OpenAPI document as JSON.

    Example: woonplek openapi > openapi.json
    """
    settings = load().model_copy(update={"mode": "test"})
    nowhere = create_engine("postgresql+psycopg://")
    app = create_app(settings, nowhere, DevIssuer(settings).reader())
    typer.echo(json.dumps(app.openapi(), indent=2, ensure_ascii=False))
