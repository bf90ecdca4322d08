"""Code lists on the wire."""

from pydantic import Field

from matching.codes.code import Code
from service.wire import Outbound


class CodeOut(Outbound):
    """One code with its labels."""

    code: str = Field(description="As it stands in requests and answers")
    nl: str = Field(description="Label in Dutch")
    en: str = Field(description="Label in English")
    vera: str | None = Field(description="The VERA code as LIST.CODE, if there is one")


class CodeListOut(Outbound):
    """A list of codes (codelijst)."""

    name: str = Field(description="The name of the schema in the OpenAPI document")
    description: str = Field(description="What the codes say")
    codes: list[CodeOut]

    @classmethod
    def of(cls, codes: type[Code]) -> "CodeListOut":
        """The list with all its codes in their order."""
        return cls(
            name=codes.__name__,
            description=(codes.__doc__ or "").strip(),
            codes=[CodeOut(code=c.value, nl=c.nl, en=c.en, vera=c.vera) for c in codes],
        )


class CodeListsOut(Outbound):
    """All code lists."""

    code_lists: list[CodeListOut]
