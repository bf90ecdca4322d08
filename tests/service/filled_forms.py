"""What a browser would send of a form on a page, if nothing was changed in it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

TEXTAREA = re.compile(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', re.S)
SELECT = re.compile(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.S)


def filled(page: str, action: str = "correction") -> dict[str, Any]:
    """The fields of the page's form that is sent to such an address."""
    (form,) = re.findall(rf'<form method="post" action="[^"]*{action}[^"]*".*?</form>', page, re.S)
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in (" name", " value"))
        ticked = " checked" in tag or not re.search('type="(radio|checkbox)"', tag)
        if name and ticked:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, text in TEXTAREA.findall(form):
        found[name] = [unescape(text)]
    for name, options in SELECT.findall(form):
        values = re.findall(r'value="([^"]*)"( selected)?', options)
        found[name] = [next((value for value, chosen in values if chosen), values[0][0])]
    return found
