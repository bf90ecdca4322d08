"""Drafts the migration to what the models say; CONTRIBUTING.md shows how it is run.

It compares them with a migrated scratch database of its own, so that nobody has to keep one.
"""

import sys

from alembic import command
from alembic.script import ScriptDirectory

from service import migrations
from service.cluster import open_cluster


def main(what_it_does: str) -> None:
    """Writes the next numbered migration into alembic/versions."""
    with open_cluster("test") as cluster:
        name = cluster.name("draft")
        cluster.drop(name)
        cluster.create(name)
        config = migrations.config(cluster.owner_dsn(name))
        config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
        command.upgrade(config, "head")
        last = ScriptDirectory.from_config(config).get_current_head() or "0"
        command.revision(config, what_it_does, autogenerate=True, rev_id=f"{int(last) + 1:04}")
        cluster.drop(name)


if __name__ == "__main__":
    main(sys.argv[1])
