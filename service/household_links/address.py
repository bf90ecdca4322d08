"""Where a household goes with its code."""

from urllib.parse import urlsplit

from service.settings import Settings

PAGE = "/my-offer"


def address_of(settings: Settings, code: str = "") -> str:
    """The page's address; with the code behind a `#`, which browsers keep to themselves: it stands
    in no log and no `Referer`, and what looks at links in messages does not use it up."""
    public = urlsplit(settings.public_url)
    return f"{public.scheme}://{public.netloc}{PAGE}{'#' if code else ''}{code}"
