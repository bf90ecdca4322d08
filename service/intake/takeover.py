"""From the bytes of a file to rows in the registry, or to everything that is wrong with them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit import service as audit
from service.audit.persons import PERSONAL
from service.intake.bulk_repository import Counts, Takeover
from service.intake.columns.table import Header, read_row
from service.intake.csv_rows import Numbered, UnreadableFile, has_more_rows, rows
from service.intake.faults import MOST_FAULTS, Faults, RowFault, Wrong
from service.intake.staging import Staged
from service.intake.subjects import RowReader, Subject

CHUNK = 1_000
MOST_ROWS = 20_000
"""Of one file, without its header and empty ones: what a large landlord has. All of a file is one
transaction, which a worker that stops begins anew."""

Tell = Callable[[int], None]
"""Is told how many rows have been read, now and then; may raise to stop."""


NOTHING = Counts(0, 0, 0)


@dataclass
class Outcome:
    """What became of a file; without faults all of it was taken over."""

    faults: Faults
    rows: int = 0
    counts: Counts = NOTHING


def take_over(db: Session, actor: Actor, subject: Subject, content: bytes, tell: Tell) -> Outcome:
    """Checks the rows until there are faults enough, and writes them when all are good."""
    outcome = Outcome(Faults())
    if has_more_rows(content, MOST_ROWS):
        most = f"{MOST_ROWS:,}"
        facts = {"most_nl": most.replace(",", "."), "most_en": most}
        outcome.faults.add(RowFault.of(None, None, Wrong.TOO_MANY_ROWS, **facts))
        return outcome
    try:
        numbered = rows(content)
        header = subject.table.header(next(numbered)[1])
        outcome.faults.extend(islice(header.faults(), MOST_FAULTS))
        if outcome.faults.count == 0:
            _read(db, actor, subject, header, numbered, outcome, tell)
        if outcome.faults.are_enough and next(numbered, None):
            outcome.faults.add(RowFault.of(None, None, Wrong.TOO_MANY_FAULTS))
    except UnreadableFile as error:
        outcome.faults.add(RowFault.of(error.row, None, error.wrong))
    return outcome


def _read(
    db: Session,
    actor: Actor,
    subject: Subject,
    header: Header,
    numbered: Iterator[Numbered],
    outcome: Outcome,
    tell: Tell,
) -> None:
    reader = subject.reader(db, actor, header)
    takeover = Takeover(db, actor, subject.target, header)
    takeover.begin()
    while not outcome.faults.are_enough and (chunk := list(islice(numbered, CHUNK))):
        # A list: asking what is on record and copying rows in take turns on one connection.
        takeover.stage(list(_good(reader, header, chunk, outcome.faults)))
        outcome.rows += len(chunk)
        tell(outcome.rows)
    if outcome.rows == 0:
        outcome.faults.add(RowFault.of(None, None, Wrong.EMPTY_FILE))
    _store(db, takeover, subject, outcome)


def _good(
    reader: RowReader, header: Header, chunk: Iterable[Numbered], faults: Faults
) -> Iterator[Staged]:
    readings = [read_row(header, number, cells) for number, cells in chunk]
    for broken in readings:
        if not broken.is_whole:
            faults.extend(iter(broken.faults))
    for result in reader.staged([reading for reading in readings if reading.is_whole]):
        if isinstance(result, Staged):
            yield result
        else:
            faults.extend(iter(result))


def _store(db: Session, takeover: Takeover, subject: Subject, outcome: Outcome) -> None:
    """Asks what stands in the way before writing and after; a fault undoes the writing."""
    outcome.faults.extend(_refused(takeover, subject, afterwards=False))
    if outcome.faults.count:
        return
    with db.begin_nested() as writing:
        counts = takeover.store()
        outcome.faults.extend(_refused(takeover, subject, afterwards=True))
        if outcome.faults.count:
            writing.rollback()
        else:
            outcome.counts = counts
            _write_down(db, subject, takeover)


def _write_down(db: Session, subject: Subject, takeover: Takeover) -> None:
    """In the audit, one by one where they are about people."""
    if subject.name in PERSONAL:
        written = takeover.written()
        for action, new in (("create", True), ("change", False)):
            ids = [id for id, created in written if created is new]
            audit.record_each(db, action, subject.name, ids)


def _refused(takeover: Takeover, subject: Subject, *, afterwards: bool) -> Iterator[RowFault]:
    for refusal in subject.target.refusals:
        if refusal.afterwards is not afterwards:
            continue
        column = takeover.header.name_of(refusal.path)
        for number, state in takeover.refused(refusal, MOST_FAULTS):
            facts = dict(refusal.facts)
            if state:
                facts |= {
                    "state_nl": subject.states[state].nl,
                    "state_en": subject.states[state].en,
                }
            yield RowFault.of(number, column, refusal.wrong, **facts)
