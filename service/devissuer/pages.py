"""The demo's issuer as a browser meets it: choose who you are, and go back with a code."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from service.devissuer import DevIssuer
from service.devissuer.codes import Asked
from service.headers import WithHeaders
from service.pages.forms import Form, read
from service.pages.headers import PAGE
from service.pages.languages import language_of
from service.pages.rendering import rendered
from service.signing_in.provider import BACK

START = "/demo-issuer"
KEPT = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")

FormSent = Annotated[Form, Depends(read)]


def issuer_pages(issuer: DevIssuer, origin: str) -> WithHeaders:
    """The issuer at its addresses; it sends people back to the pages at this origin alone."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.issuer, app.state.origin = issuer, origin
    app.add_api_route(f"{START}/authorize", choose)
    app.add_api_route(f"{START}/authorize", chosen, methods=["POST"])
    app.add_api_route(f"{START}/token", exchange, methods=["POST"])
    return WithHeaders(app, PAGE)


def choose(request: Request) -> Response:
    """Everybody one can be."""
    asked = {name: request.query_params.get(name, "") for name in KEPT}
    if asked["redirect_uri"] != request.app.state.origin + BACK:
        return Response(status_code=400)
    context = {"people": request.app.state.issuer.people, "asked": asked}
    return HTMLResponse(rendered(language_of(request), "demo_issuer.html", context))


def chosen(request: Request, form: FormSent) -> Response:
    """Back to the pages, with a code for who was chosen."""
    issuer: DevIssuer = request.app.state.issuer
    back = request.app.state.origin + BACK
    person = next(
        (p for p in issuer.people if _names(form.one("person"), p.actor.organisation_id)), None
    )
    if person is None:
        return Response(status_code=400)
    asked = Asked(
        form.one("client_id"), back, form.one("nonce"), form.one("code_challenge"), person.actor
    )
    answer = {"code": issuer.codes.give(asked), "state": form.one("state")}
    return RedirectResponse(f"{back}?{urlencode(answer)}", 303)


def exchange(request: Request, form: FormSent) -> Response:
    """Tokens for a code (RFC 6749, 4.1.3)."""
    issuer: DevIssuer = request.app.state.issuer
    given = (form.one(name) for name in ("code", "client_id", "redirect_uri", "code_verifier"))
    asked = issuer.codes.take(*given)
    if asked is None:
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse(
        {
            "token_type": "Bearer",
            "access_token": issuer.token(asked.actor),
            "id_token": issuer.identity(asked.actor, asked.client, asked.nonce),
        }
    )


def _names(sent: str, organisation_id: UUID) -> bool:
    return sent == str(organisation_id)
