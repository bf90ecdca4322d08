"""Code lists over HTTP; they are no secret, so that no token is asked for."""

from typing import Annotated

from fastapi import Path

from service.codelists.catalogue import CODE_LISTS
from service.codelists.schemas import CodeListOut, CodeListsOut
from service.errors import NotFound
from service.routing import domain_router

router = domain_router("/code-lists", tag="code-lists")

ListName = Annotated[
    str, Path(max_length=60, description="The name of the list", examples=["ContractForm"])
]


@router.get("", operation_id="listCodeLists", summary="List each code list")
def list_code_lists() -> CodeListsOut:
    """Each code with its Dutch and English label and its VERA code (codelijsten)."""
    return CodeListsOut(code_lists=[CodeListOut.of(codes) for codes in CODE_LISTS.values()])


@router.get("/{name}", operation_id="readCodeList", summary="Read a code list")
def read_code_list(name: ListName) -> CodeListOut:
    """One code list (codelijst)."""
    codes = CODE_LISTS.get(name)
    if codes is None:
        raise NotFound("There is no code list of this name.")
    return CodeListOut.of(codes)
