"""What happens to a file that is handed in: all of it is taken over, or nothing."""

import hashlib
import logging
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit import service as audit
from service.clock import now
from service.codelists.decisions import ImportState
from service.events.service import happened
from service.intake import repository
from service.intake.faults import Faults, RowFault, Wrong
from service.intake.scanning import NotScanned, found_in
from service.intake.subjects import SUBJECTS, Subject
from service.intake.takeover import Outcome, Tell, take_over
from service.models import Intake
from service.permission import permit
from service.registry.repository import wait_for_turn

MAX_FILE_BYTES = 20 * 1024 * 1024
log = logging.getLogger(__name__)


def hand_in(db: Session, actor: Actor, subject: Subject, content: bytes, file_name: str) -> Intake:
    """Keeps the file until it is read; the caller sees to it that somebody does."""
    permit(actor, subject.writers, f"hand in {subject.name}")
    intake = Intake(
        organisation_id=actor.organisation_id,
        subject=subject.name,
        file_name=file_name,
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        asked_by=actor.user,
        state=ImportState.QUEUED,
        faults=[],
        fault_count=0,
    )
    repository.add(db, intake)
    audit.record(db, "hand in", "imports", intake.id)
    return intake


def carry_out(db: Session, actor: Actor, intake_id: UUID, tell: Tell) -> Intake:
    """Has the file scanned where there is a scanner and reads it, unless somebody did before, and
    writes down what became of it.

    One transaction: when it is cut off the file stands as it was handed in. The file has its line
    in the audit, and each of its rows that is about people has one."""
    intake = repository.locked(db, intake_id)
    if intake.state is ImportState.QUEUED:
        if wrong := _unsafe(db, intake):
            outcome = _refused(wrong)
        else:
            wait_for_turn(db, "files of", actor.organisation_id)
            outcome = take_over(db, actor, SUBJECTS[intake.subject], intake.content, tell)
        _write_down(db, intake, outcome)
    return intake


def refuse(db: Session, intake_id: UUID, wrong: Wrong) -> None:
    """Writes down that the file could not be taken over, which no row is to blame for."""
    intake = repository.locked(db, intake_id)
    if intake.state is ImportState.QUEUED:
        _write_down(db, intake, _refused(wrong))


def _unsafe(db: Session, intake: Intake) -> Wrong | None:
    """What a scanner has against it; the log says the rest, for who keeps the scanner."""
    scanner: str = db.info.get("scanner", "")
    try:
        found = found_in(scanner, intake.content) if scanner else None
    except NotScanned as error:
        log.error("import %s was not scanned: %s", intake.id, error)
        return Wrong.NOT_SCANNED
    if found is not None:
        log.warning("import %s holds malware: %s", intake.id, found)
        return Wrong.MALWARE
    return None


def _refused(wrong: Wrong) -> Outcome:
    outcome = Outcome(Faults())
    outcome.faults.add(RowFault.of(None, None, wrong))
    return outcome


def _write_down(db: Session, intake: Intake, outcome: Outcome) -> None:
    good = outcome.faults.count == 0
    intake.state = ImportState.DONE if good else ImportState.REFUSED
    intake.rows = outcome.rows
    intake.created_rows, intake.changed_rows, intake.unchanged_rows = outcome.counts
    intake.faults = outcome.faults.as_json()
    intake.fault_count = outcome.faults.count
    intake.finished_at = now()
    # The registry has the rows now, or the sender corrects them: nobody needs the file any more.
    intake.content = b""
    db.flush()
    audit.record(db, "import", "imports", intake.id, intake.state.value)
    happened(db, intake)
