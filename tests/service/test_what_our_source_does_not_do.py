"""What would be a way in by itself is nowhere in our source: looked up in its syntax, not run.

Each question is asked of a line that does it too, so that it cannot stop asking.
"""

from __future__ import annotations

import ast
import logging
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from service.telemetry import json_lines

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "assets/src").glob("*.js"))
Question = Callable[[ast.AST], bool]


TELLING = re.compile(
    r"(?<![.\w])(eval|exec|compile|__import__)\(|subprocess|os\.system|popen|getoutput|\bSQL\("
    r"|\bre\.\w+\((?!r?\")|\.format(_map)?\(|Handler\(|\b(open|read_text|read_bytes|read_whole)\("
    r"|(import|from) (httpx|httpcore|requests|pickle|ctypes|mmap)\b"
    r"|(import|from) (hashlib|hmac|secrets|cryptography|joserfc|ssl)\b"
    r"|\b(distributed|aiohttp|smtplib|ftplib|marshal|shelve|dill|cloudpickle|joblib|cffi)\b"
)
"""A module without any of these words does nothing of it, and need not be read further."""


@cache
def modules() -> dict[str, list[ast.AST]]:
    """The calls and imports of every module that runs and may do it, by the module's path."""
    parts = ("service", "geo", "matching")
    files = {file: file.read_text() for part in parts for file in (ROOT / part).rglob("*.py")}
    return {
        str(file.relative_to(ROOT)): [*asked_about(source)]
        for file, source in files.items()
        if TELLING.search(source)
    }


def asked_about(source: str) -> Iterator[ast.AST]:
    """The calls and imports in it."""
    kinds = (ast.Call, ast.Import, ast.ImportFrom)
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))


def where(question: Question) -> set[str]:
    """The modules in which something is so."""
    return {name for name, nodes in modules().items() if any(map(question, nodes))}


def is_so(question: Question, line: str) -> bool:
    return any(map(question, asked_about(line)))


def called(node: ast.AST) -> str:
    """What a call calls, as it is written; nothing of another node."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def dotted(node: ast.AST) -> str:
    """A name with dots, or the end of it, behind what is worked out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imported(node: ast.AST) -> Iterator[str]:
    """The packages that an import names."""
    if isinstance(node, ast.Import):
        yield from (each.name.partition(".")[0] for each in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield (node.module or "").partition(".")[0]


def imports(*names: str) -> Question:
    return lambda node: not set(names).isdisjoint(imported(node))


def _makes_code(node: ast.AST) -> bool:
    return called(node) in {"eval", "exec", "compile", "__import__"}


def _runs_a_line(node: ast.AST) -> bool:
    """A program that is started with one text, or through a shell."""
    name = called(node)
    if name in {"os.system", "os.popen"} or "getoutput" in name:
        return True
    if not (isinstance(node, ast.Call) and name.startswith(("subprocess.", "asyncio.create_sub"))):
        return False
    given = {each.arg: ast.unparse(each.value) for each in node.keywords}
    text = bool(node.args) and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    return text or "shell" in name or given.get("shell", "False") != "False"


def _is_ours(node: ast.AST) -> bool:
    """A text that is written in the source: as it is, as a constant, or with constants in it; and
    what a translation says of itself."""
    if isinstance(node, ast.JoinedStr):
        held = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
        return all(map(_is_ours, held))
    if isinstance(node, ast.Attribute):
        return node.attr in {"en", "nl", "says"}
    if isinstance(node, ast.Call) and called(node) in {"SQL", "sql.SQL"}:
        return all(map(_is_ours, node.args)) or node.args[0].__class__ is ast.Name
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def _seeks_what_was_sent(node: ast.AST) -> bool:
    module, _, does = called(node).rpartition(".")
    seeks = module == "re" and does not in {"escape", "purge"}
    return seeks and isinstance(node, ast.Call) and not _is_ours(node.args[0])


def _fills_in_what_was_sent(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    return node.func.attr in {"format", "format_map"} and not _is_ours(node.func.value)


def _opens_a_file(node: ast.AST) -> bool:
    return called(node).rpartition(".")[2] in {"open", "read_text", "read_bytes", "read_whole"}


def _keeps_a_log_elsewhere(node: ast.AST) -> bool:
    return called(node).endswith("Handler") and called(node) != "logging.StreamHandler"


CONNECTS = imports("httpx", "httpcore", "distributed", "requests", "aiohttp", "smtplib", "ftplib")
PICKLES = imports("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib")
KEEPS_SECRETS = imports("hashlib", "hmac", "secrets", "cryptography", "joserfc", "ssl")
REACHES_MEMORY = imports("ctypes", "cffi", "mmap")
DOING: dict[str, tuple[Question, str]] = {
    "makes code": (_makes_code, "eval(sent)"),
    "runs a line": (_runs_a_line, "subprocess.run(f'ls {sent}', shell=True)"),
    "runs a text": (_runs_a_line, "subprocess.run('ls')"),
    "asks a shell": (_runs_a_line, "os.system(sent)"),
    "seeks what was sent": (_seeks_what_was_sent, "re.search(sent, text)"),
    "seeks it among ours": (_seeks_what_was_sent, "re.search(f'^{sent}$', text)"),
    "fills it in": (_fills_in_what_was_sent, "sent.format(row)"),
    "opens a file": (_opens_a_file, "Path(sent).read_text()"),
    "keeps a log": (_keeps_a_log_elsewhere, "logging.FileHandler(name)"),
    "connects": (CONNECTS, "import httpx"),
    "hashes": (KEEPS_SECRETS, "from hashlib import md5"),
    "pickles": (PICKLES, "from pickle import loads"),
    "reaches memory": (REACHES_MEMORY, "import ctypes"),
}


@pytest.mark.parametrize("what", DOING)
def test_a_line_that_does_it_is_found(what: str) -> None:
    question, line = DOING[what]
    assert TELLING.search(line)
    assert is_so(question, line)


def test_no_code_is_made_of_what_was_read() -> None:
    assert where(_makes_code) == set()


def test_what_is_read_makes_no_objects_but_between_our_own_programs() -> None:
    """Pieces of a round on Dask, where an operator has it, are pickled as Dask does it itself."""
    assert where(PICKLES) == {"service/rounds/executors.py"}


def test_programs_are_started_with_lists_of_words_and_no_shell() -> None:
    assert where(_runs_a_line) == set()


def test_patterns_and_what_is_filled_in_are_written_in_the_source() -> None:
    assert where(_seeks_what_was_sent) == set()
    assert where(_fills_in_what_was_sent) == set()


def test_memory_is_reached_past_python_only_to_end_with_a_parent() -> None:
    """Our own code, that is: what is compiled are released packages."""
    assert where(REACHES_MEMORY) == {
        "service/rounds/child.py",
        "service/cluster/postmaster.py",
        "matching/flow/within.py",
    }


def test_only_these_connect_to_anything_but_the_database() -> None:
    """Each to an address that an operator set, but for webhooks, which look at theirs."""
    own = {name for name in where(CONNECTS) if name.startswith("service/demo/")}
    assert where(CONNECTS) - own - {"service/cli/demo.py"} == {
        "service/tokens.py",  # the issuer's keys
        "service/signing_in/provider.py",  # the issuer
        "service/rounds/executors.py",  # Dask, where it is used
        "service/webhooks/connecting.py",
        "service/webhooks/sending.py",
        "geo/json_source.py",  # PDOK, unless it is turned off
    }


def test_what_encrypts_hashes_or_draws_lots_is_in_the_inventory() -> None:
    said = (ROOT / "docs/security/threat-model.md").read_text()
    _, _, inventory = said.partition("What encrypts, hashes or draws lots stands in")
    named = set(re.findall(r"`((?:service|matching|geo)\b[\w/.]*)`", inventory))
    found = where(KEEPS_SECRETS)
    assert {each for each in found if not each.startswith(tuple(named))} == set()
    assert {each for each in named if not any(name.startswith(each) for name in found)} == set()


AT_A_TERMINAL = (
    "service/cli/",
    "service/cluster/",
    "service/demo/",
    "matching/",
    "service/backup/",
)


def test_what_answers_requests_opens_only_files_that_are_ours_or_named_by_a_setting() -> None:
    assert {
        name for name in where(_opens_a_file) if not name.startswith((*AT_A_TERMINAL, "matching/"))
    } == {
        "service/tokens.py",  # keys, named by a setting
        "service/token_claims.py",  # claims, named by a setting
        "geo/boundary_sources.py",  # boundaries, named by a setting or a command
        "service/audit/heads.py",  # the command that verifies
        "service/intake/sheets.py",  # the command that writes the documentation
        *("service/migrations.py", "service/private_files.py"),
        *("service/pages/assets.py", "service/pages/languages.py"),
        *("geo/municipalities.py", "geo/postcodes.py"),
    }


def test_nothing_is_logged_but_to_standard_error() -> None:
    assert where(_keeps_a_log_elsewhere) == set()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        json_lines.begin()
        (handler,) = root.handlers
        assert isinstance(handler, logging.StreamHandler)
        assert handler.stream is sys.stderr
    finally:
        root.handlers[:], root.level = before


FOR_A_BROWSER = {
    "keeps something": (
        r"localStorage|sessionStorage|indexedDB|\bcaches\.|serviceWorker|\.cookie",
        "localStorage.x = 1",
    ),
    "sets a key that is computed": (
        r"\[[^\]'\"`0-9]+\]\s*=[^=]|__proto__|Object\.assign|JSON\.parse",
        "row[name] = 1",
    ),
    "makes HTML or code": (
        r"(inner|outer|insertAdjacent)HTML|document\.write|\beval\(|new Function",
        "x.innerHTML = y",
    ),
    "listens to other windows": (r"postMessage|[\"']message[\"']", 'on("message")'),
}


@pytest.mark.parametrize("what", FOR_A_BROWSER)
def test_our_scripts_keep_nothing_and_make_nothing_of_words(what: str) -> None:
    pattern, line = FOR_A_BROWSER[what]
    assert re.search(pattern, line)
    assert len(SCRIPTS) > 1
    assert not [file.name for file in SCRIPTS if re.search(pattern, file.read_text())]
