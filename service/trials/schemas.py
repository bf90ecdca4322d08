"""A trial as a page shows it; what came of it has the shape of its kind."""

from datetime import datetime
from uuid import UUID

from service.codelists.trials import TrialFailure
from service.wire import Outbound


class TrialStateOut(Outbound):
    """How far a trial is; it is over when it has finished."""

    id: UUID
    started_at: datetime | None
    finished_at: datetime | None
    failure: TrialFailure | None
