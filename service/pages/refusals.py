"""What a command refuses, told at the fields of the form that asked for it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from geo.errors import GeographyError
from service.errors import ChangedMeanwhile, Conflict, Fault, InvalidInput
from service.pages.expected import expected
from service.pages.forms import Form, Wrong, parsed
from service.pages.kept import Kept
from service.requirements import Requirement

Part = tuple[type[BaseModel], Mapping[str, Any], Mapping[str, str]]
"""A body with its model, and how the form calls a field where it is not by its own name."""
OF_TWO_FIELDS = MappingProxyType({"period": "period.endDate"})
"""At which field stands what is wrong with two together."""
NOT_RENAMED: Mapping[str, str] = MappingProxyType({})
NO_RULES: Mapping[str, Requirement[Any]] = MappingProxyType({})


class Refused(Exception):
    """Nothing was done; `wrong` says why, by the form's field, and `status` is the answer's."""

    def __init__(self, wrong: Mapping[str, Wrong], status: int) -> None:
        super().__init__(status)
        self.wrong, self.status = wrong, status

    @property
    def stale(self) -> bool:
        """Whether somebody else changed it after the form was filled in from it."""
        return self.status == ChangedMeanwhile.status

    def of(self, form: Form) -> Kept:
        """The form that asked for it, with what is wrong."""
        return Kept(form.refused(self.wrong), self.status)

    def of_row(self, form: Form) -> Kept:
        """The same, of a form that is filled in from a row: empty where somebody else was quicker,
        so that it is filled in with how the row stands now."""
        return self.of(Form() if self.stale else form)


@contextmanager
def at_fields(
    rules: Mapping[str, Requirement[Any]] = NO_RULES,
    *,
    whole: str = "",
    conflict: tuple[str, str] = ("", ""),
) -> Iterator[None]:
    """Raises Refused for what the command refuses. `rules` word its codes; a fault of the whole
    stands at the field `whole`; what is in the way of it at the field that `conflict` names, by the
    code there, or else in its own words."""
    try:
        yield
    except ValidationError as error:
        raise Refused(wrong_in(error, {"": whole}), 400) from error
    except InvalidInput as error:
        raise Refused(
            {f.where.removeprefix("body."): _of(f, rules) for f in error.faults}, 400
        ) from error
    except GeographyError as error:
        at = "point" if "geometry" in error.where else "town"
        raise Refused({at: error}, 400) from error
    except ChangedMeanwhile as error:
        raise Refused({"": "changed_meanwhile"}, error.status) from error
    except Conflict as error:
        field, code = conflict
        raise Refused({field: code or error}, 409) from error


def _of(fault: Fault, rules: Mapping[str, Requirement[Any]]) -> Wrong:
    return rules.get(fault.code) or (fault if fault.nl else fault.code)


def check(*parts: Part) -> None:
    """Raises Refused with all that is wrong with the fields of any of them, at once."""
    wrong: dict[str, Wrong] = {}
    for model, body, named in parts:
        try:
            parsed(model, body)
        except ValidationError as error:
            wrong |= wrong_in(error, named, model)
    if wrong:
        raise Refused(wrong, 400)


def wrong_in(
    error: ValidationError,
    named: Mapping[str, str] = NOT_RENAMED,
    model: type[BaseModel] | None = None,
) -> dict[str, Wrong]:
    """The first fault of each field. A fault of the whole stands under no name. The model, where it
    is known, has examples."""
    faults: dict[str, Wrong] = {}
    for fault in error.errors(include_url=False):
        where = ".".join(part for part in fault["loc"] if isinstance(part, str))
        field = named.get(where, OF_TWO_FIELDS.get(where, where))
        faults.setdefault(field, expected(model, where, fault))
    return faults
