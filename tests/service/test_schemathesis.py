"""What nobody thought of: requests that a generator makes from the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from conftest import World
from described_api import document
from hypothesis import strategies
from isolated_databases import cloned
from live_server import served
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.app import create_app
from service.cluster import Cluster
from service.codelists.organisations import OrganisationKind
from service.devissuer import DevIssuer
from service.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    found.ok() for found in schemathesis.openapi.from_dict(document()).get_all_operations()
]
ASKED = [
    pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    # What takes nothing cannot be asked wrongly.
    if mode is GenerationMode.POSITIVE or any(operation.iter_parameters()) or operation.body
]

few = hypothesis.settings(
    max_examples=4,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture(scope="module")
def callers(cluster: Cluster, template: str, issuer: DevIssuer) -> Iterator[dict[str, Any]]:
    """The API on a socket, and a token of each kind of organisation that writes."""
    with cloned(cluster, template) as database:
        app = create_app(Settings(mode="test"), database.engine, issuer.reader())
        with served(app) as address:
            world = World(None, issuer, database)  # type: ignore[arg-type]
            municipality = world.organisation(OrganisationKind.MUNICIPALITY, "Utrecht", "0344")
            provider = world.organisation(OrganisationKind.CARE_PROVIDER, "Onderdak")
            yield {"address": address, "tokens": [municipality.token, provider.token]}


@pytest.mark.parametrize(("operation", "mode"), ASKED)
def test_answers_are_as_described_whatever_is_asked(
    callers: dict[str, Any], operation: Any, mode: GenerationMode
) -> None:
    @few
    @hypothesis.given(
        case=operation.as_strategy(generation_mode=mode),
        token=strategies.sampled_from(callers["tokens"]),
    )
    def ask(case: Any, token: str) -> None:
        case.call_and_validate(
            base_url=f"{callers['address']}/v1",
            headers={"Authorization": f"Bearer {token}"},
            checks=CHECKS,
        )

    ask()
