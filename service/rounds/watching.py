"""Keeps and tells how far the engine is, and sees that it must stop; each in a short transaction
of its own."""

import time

from matching.policy import Policy
from service.codelists.decisions import RoundState
from service.db import transaction
from service.jobs import Work
from service.rounds import repository
from service.rounds.announcing import announce
from service.rounds.schemas import Progress, RoundEvent, TierProgress
from service.rounds.solving import Told

ASK_EVERY_SECONDS = 0.5


class Watch:
    """What the worker does while the engine is at work on one round."""

    def __init__(self, work: Work, policy: Policy) -> None:
        self.cancelled = False
        self._work = work
        self._tiers = [tier.code for tier in policy.tiers]
        self._asked_at = time.monotonic()

    def told(self, line: Told) -> None:
        """The engine says how far it is."""
        progress = self._progress(line)
        event = RoundEvent(state=RoundState.SOLVING, progress=progress)
        with transaction(self._work.sessions, self._work.actor) as db:
            kept = progress.model_dump(mode="json", by_alias=False)
            self.cancelled |= repository.put_progress(db, self._work.subject_id, kept)
            announce(db, self._work.subject_id, event)

    def stopped(self) -> bool:
        """Somebody cancelled the round, or the worker wants to end."""
        if time.monotonic() - self._asked_at >= ASK_EVERY_SECONDS:
            self._asked_at = time.monotonic()
            with transaction(self._work.sessions, self._work.actor) as db:
                self.cancelled |= repository.cancel_requested(db, self._work.subject_id)
        return self.cancelled or self._work.stopping()

    def _progress(self, line: Told) -> Progress:
        rows = zip(self._tiers, line["value"], line["bound"], strict=True)
        tiers = [TierProgress(code=code, placed=n, bound=most) for code, n, most in rows]
        return Progress(phase=line["phase"], tiers=tiers)
