"""Styles, scripts and letters for the browser: built by `assets/build.mjs`, served from here."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse

from service.errors import NotFound

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
FOR_A_YEAR = "public, max-age=31536000, immutable"
"""The name changes with what is in it."""


@dataclass(frozen=True)
class Assets:
    """What was built: hashed names by plain ones. Empty where nothing was, and the pages are
    plain."""

    names: Mapping[str, str]

    def address(self, name: str) -> str | None:
        """Where the browser finds it; None where it was not built."""
        hashed = self.names.get(name)
        return f"/assets/{hashed}" if hashed else None


NONE = Assets({})
_found = NONE


def assets() -> Assets:
    """Those that were there when somebody first found them: the demo is built while it serves."""
    global _found
    if _found is NONE:
        with suppress(OSError):
            _found = Assets(json.loads((FOLDER / "manifest.json").read_text()))
    return _found


def address(name: str) -> str | None:
    """Where the browser finds one of them; None where it was not built."""
    return assets().address(name)


def send(request: Request, file: str) -> FileResponse:
    """One of them, packed where the browser can unpack it."""
    if file not in assets().names.values():
        raise NotFound("There is no such file.")
    path = FOLDER / file
    headers = {"Cache-Control": FOR_A_YEAR, "Vary": "Accept-Encoding"}
    packed = path.with_name(f"{file}.gz")
    if "gzip" in request.headers.get("accept-encoding", "") and packed.exists():
        path, headers["Content-Encoding"] = packed, "gzip"
    return FileResponse(path, media_type=KINDS[Path(file).suffix], headers=headers)
