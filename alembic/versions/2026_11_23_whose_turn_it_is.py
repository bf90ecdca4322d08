"""Rounds: whose turn it is stands with each proposal, and with each request that got none

In which order they are read was looked up among the requests, for all of a round to show a few. It
is the order of the groups in the round's own policy. Rows of the last weeks are filled: older ones
nobody decides on, and to fill them would hold up who reads. A program of before writes 0, and its
rows come first.

Revision: 0035, after 0034, made 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLES = {"proposal": "id", "round_unplaced": "request_id"}
READ = (*TABLES, "request", "round")


def upgrade() -> None:
    _force("no force")
    for table in TABLES:
        turn = sa.Column("turn", sa.Integer(), server_default="0", nullable=False)
        op.add_column(table, turn)
        op.execute(
            f"""update {table} t
                set turn = 10000000 * (g.place - 1)
                    + (r.waiting_since_date - date '0001-01-01' + 1)
                from request r, round x,
                    jsonb_array_elements(x.certificate -> 'tiers') with ordinality g(tier, place)
                where r.id = t.request_id and x.id = t.round_id and g.tier ->> 'code' = t.tier
                    and x.finished_at > now() - interval '30 days'"""
        )
    _force("force")
    for table, id in TABLES.items():
        op.create_index(f"ix_{table}_round_id_turn", table, ["round_id", "turn", id])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_round_id_turn", table_name=table)
        op.drop_column(table, "turn")


def _force(how: str) -> None:
    """Whether policies bind the owner too, who else may not fill what it does not see."""
    for table in READ:
        op.execute(f"alter table {table} {how} row level security")
