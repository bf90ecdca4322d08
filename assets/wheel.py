"""Puts into the wheel what the pages need in a browser; without npm it has the pages plain."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILD = Path(__file__).with_name("build.py")


class AssetsHook(BuildHookInterface[Any]):
    """Runs before the files of the wheel are gathered."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """The same build as the demo's."""
        building = runpy.run_path(str(BUILD))
        try:
            building["build"]()
        except building["NotBuilt"] as error:
            self.app.display_warning(f"the pages stay without styles: {error}")
