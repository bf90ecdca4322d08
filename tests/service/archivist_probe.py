"""What the archivist may destroy of each table, in plain Python, once all is closed and old."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tenant_truth import Key, Row, Truth

LONG_AGO = "timestamptz '2020-01-01'"
ALL_IS_OVER = (
    "set local session_replication_role = replica",  # no foreign key, no guard of the audit
    "update request set state = 'WITHDRAWN'",
    "update placement set state = 'CANCELLED', ending_reason = null",
    f"update event set told_at = {LONG_AGO}",
    f"update webhook_delivery set state = 'DELIVERED', changed_at = {LONG_AGO}",
    f"update answered_command set at = {LONG_AGO}",
    f"update page_session set seen_at = {LONG_AGO}",
    f"update intake set finished_at = {LONG_AGO}",
    f"update round set finished_at = {LONG_AGO}",
    f"update trial set created_at = {LONG_AGO}",
    f"update audit_event set at = {LONG_AGO}",
)
OLD = {
    *("event", "webhook_delivery", "answered_command", "intake", "audit_event"),
    "page_session",
    *("round_snapshot", "round_unplaced", "trial"),
}
"""These go when they are old, whoever asks."""
LEADS = {
    "household": ("id", "household"),
    "request": ("household_id", "household"),
    "proposal": ("household_id", "household"),
    "placement": ("household_id", "household"),
    "decision": ("proposal_id", "proposal"),
    "offer": ("proposal_id", "proposal"),
    "lease": ("placement_id", "placement"),
    "hand_over": ("placement_id", "placement"),
    "person": ("household_id", "household"),
}


def destroyed(truth: Truth, table: str, org: Row) -> set[Key] | None:
    """The keys of the rows that the organisation can have destroyed; None where none ever is."""
    if table in OLD:
        return {truth.key(table, row) for row in truth.rows[table]}
    if table == "request_group":
        inhabited = {row["group_id"] for row in truth.rows["request"]}
        mine = {org["id"]} if org["kind"] != "PLATFORM" else {row["id"] for row in _all(truth)}
        return {
            (row["id"],)
            for row in truth.rows[table]
            if row["id"] not in inhabited and row["organisation_id"] in mine
        }
    return {(id,) for id in dossier(truth, table, org)} if table in LEADS else None


def dossier(truth: Truth, table: str, org: Row) -> set[UUID]:
    """The rows of the table that lead to a household of the organisation's own."""
    column, parent = LEADS[table]
    if column == "id":
        rows = truth.rows[table]
        return {row["id"] for row in rows if row["organisation_id"] == org["id"]}
    above = dossier(truth, parent, org)
    return {row["id"] for row in truth.rows[table] if row[column] in above}


def unlinked(truth: Truth, table: str, org: Row) -> set[Key] | None:
    """The rounds of which it can have its own requests taken out; its own rounds it may change as
    it is."""
    if table not in {"round", "round_snapshot"}:
        return None
    own = {str(id) for id in dossier(truth, "request", org)}
    snapshots = truth.rows["round_snapshot"]
    return {
        (row["round_id"],)
        for row in snapshots
        if own & row["seals"].keys() or row["organisation_id"] == org["id"]
    }


def _all(truth: Truth) -> list[dict[str, Any]]:
    return truth.rows["organisation"]
