"""Municipalities over HTTP, to read."""

from typing import Annotated

from fastapi import Path, Query, Response

from service.db import Db
from service.errors import NotFound
from service.geography import answers
from service.geography.accept import AskedForm
from service.geography.described import feature, feature_collection, responses
from service.geography.located import with_geometry
from service.geometry import CrsQuery, answer_in, asked_system
from service.municipalities import repository
from service.municipalities.schemas import MunicipalityList, MunicipalityOut
from service.routing import domain_router

router = domain_router("/municipalities", tag="municipalities")

Code = Annotated[
    str, Path(pattern=r"^[0-9]{4}$", description="CBS code (gemeentecode)", examples=["0344"])
]


@router.get(
    "",
    response_model=MunicipalityList,
    responses=responses(feature_collection(MunicipalityOut, "code")),
    operation_id="listMunicipalities",
    summary="List the municipalities",
    description="All municipalities (gemeenten) of the European Netherlands, on one page.",
)
def listed(
    query: Annotated[CrsQuery, Query()], response: Response, form: AskedForm, db: Db
) -> Response:
    """Facts, which everybody sees."""
    answer_in(db, response, query)
    rows = with_geometry(repository.read(db), asked_system(db))
    return answers.many("municipalities", rows, "code", form, asked_system(db))


@router.get(
    "/{code}",
    response_model=MunicipalityOut,
    responses=responses(feature(MunicipalityOut, "code")),
    operation_id="readMunicipality",
    summary="Read a municipality",
    description="One municipality (gemeente).",
)
def read(
    code: Code, query: Annotated[CrsQuery, Query()], response: Response, form: AskedForm, db: Db
) -> Response:
    """A fact, which everybody sees."""
    answer_in(db, response, query)
    rows = with_geometry(repository.read(db, code), asked_system(db))
    if not rows:
        raise NotFound("There is no municipality with this code.")
    return answers.one(rows[0], "code", form, asked_system(db))
