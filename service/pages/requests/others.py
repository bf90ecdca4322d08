"""What a request can name that was registered before: regions, care providers and one's groups."""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.models import Request
from service.organisations import repository as organisations
from service.pages.forms import Form
from service.regions import repository as regions
from service.request_groups import repository as groups
from service.rounds.scope_repository import region_names

Named = Mapping[UUID, str]


def to_name(db: Session, actor: Actor, form: Form) -> dict[str, list[tuple[str, str]]]:
    """To choose from, by name. What is chosen already is there too when it is not in use any more:
    a correction of something else takes nothing away."""
    carers = organisations.called(db, OrganisationKind.CARE_PROVIDER)
    each_kind: tuple[tuple[str, str, Named, Callable[[set[UUID]], Named]], ...] = (
        ("regions", "preferredRegionId", regions.names(db), lambda ids: region_names(db, ids)),
        ("carers", "supportProviderId", carers, lambda ids: organisations.names_of(db, ids)),
        ("groups", "groupId", groups.names(db, actor), lambda ids: groups.names_of(db, ids)),
    )
    return {
        name: _options(_chosen(form, field), in_use, looked_up)
        for name, field, in_use, looked_up in each_kind
    }


def named(db: Session, request: Request) -> dict[str, str | None]:
    """What a request names, by name; None where it names none, or one that the reader sees not."""
    region, carer, group = (
        request.preferred_region_id,
        request.support_provider_id,
        request.group_id,
    )
    return {
        "region": region_names(db, [region]).get(region) if region else None,
        "carer": organisations.names_of(db, [carer]).get(carer) if carer else None,
        "group": groups.names_of(db, [group]).get(group) if group else None,
    }


def _options(
    chosen: UUID | None, in_use: Named, looked_up: Callable[[set[UUID]], Named]
) -> list[tuple[str, str]]:
    missing = {chosen} if chosen and chosen not in in_use else set()
    known = {**in_use, **(looked_up(missing) if missing else {})}
    return [(str(id), name) for id, name in known.items()]


def _chosen(form: Form, field: str) -> UUID | None:
    try:
        return UUID(form.one(field))
    except ValueError:
        return None
