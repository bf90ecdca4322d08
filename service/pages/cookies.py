"""The cookies of the pages: only over HTTPS, to this host alone, unseen by scripts."""

from fastapi import Request, Response

SESSION = "woonplek"
ATTEMPT = "woonplek-sign-in"
HOUSEHOLD = "woonplek-household"
FORM = "woonplek-form"
ATTEMPT_SECONDS = 600


def _is_bare(request: Request) -> bool:
    """The demo and the tests speak plain HTTP, where a browser takes no `__Host-` cookie."""
    return bool(request.app.state.settings.mode != "production")


def _name(request: Request, name: str) -> str:
    return name if _is_bare(request) else f"__Host-{name}"


def read(request: Request, name: str) -> str | None:
    """What the browser sent under this name."""
    return request.cookies.get(_name(request, name))


def put(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    """Gives it to the browser; without seconds until that is closed. Not `Strict`: the way back
    from the issuer begins elsewhere."""
    response.set_cookie(
        _name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=not _is_bare(request),
        httponly=True,
        samesite="lax",
    )


def drop(request: Request, response: Response, name: str) -> None:
    """Takes it back."""
    put(request, response, name, "", 0)
