"""Where one goes to sign in, and where one comes back to."""

from urllib.parse import SplitResult, quote, urlsplit

from fastapi import Request

SIGN_IN = "/sign-in"
LONGEST = 500


def sign_in_address(request: Request, surely: bool = False) -> str:
    """The page to sign in on, which leads back to what was asked; after a form, to its page."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method != "GET":
        page = parsed(request.headers.get("referer", "/"))
        asked = page.path if page else "/"
    return f"{SIGN_IN}?{'surely=1&' if surely else ''}to={quote(own_page(asked), safe='')}"


def own_page(asked: str) -> str:
    """A page of ours, whatever was asked: nobody is sent elsewhere from here."""
    parts = parsed(asked)
    own = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    short = len(asked) <= LONGEST and asked.isprintable()
    return asked if own and short and parts and not parts.netloc else "/"


def parsed(address: str) -> SplitResult | None:
    """The parts of an address that somebody sent; none where it is no address at all."""
    try:
        return urlsplit(address)
    except ValueError:
        return None
