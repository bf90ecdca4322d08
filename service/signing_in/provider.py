"""The issuer, as the pages ask it who somebody is."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from service.errors import NotAuthenticated, SourceDown
from service.security import SignedIn, TokenReader, ToldOut
from service.settings import Settings
from service.signing_in.attempt import Attempt

PATIENCE_SECONDS = 5.0
BACK = "/sign-in/back"
REFUSED = "The issuer did not take the code."


class Provider:
    """Sends people to sign in, and exchanges the code that they come back with.

    Who they are is read from the access token, exactly as the API reads it; the ID token shows that
    it was made for this attempt.
    """

    def __init__(self, settings: Settings, tokens: TokenReader) -> None:
        self._settings, self._tokens = settings, tokens
        public = urlsplit(settings.public_url)
        self.origin = f"{public.scheme}://{public.netloc}"

    @property
    def is_known(self) -> bool:
        """Whether the installation says where people sign in."""
        return bool(self._settings.sign_in_url and self._settings.sign_in_token_url)

    def address(self, attempt: Attempt, language: str, surely: bool) -> str:
        """Where the visitor goes to sign in; `surely` where a decision asks for a surer way."""
        asked = {
            "response_type": "code",
            "client_id": self._settings.sign_in_client,
            "redirect_uri": self.origin + BACK,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        if surely:
            asked["acr_values"] = " ".join(self._settings.decision_acr)
        joint = "&" if "?" in self._settings.sign_in_url else "?"
        return f"{self._settings.sign_in_url}{joint}{urlencode(asked)}"

    def signed_in(self, code: str, attempt: Attempt) -> SignedIn:
        """Who came back with this code; raises NotAuthenticated, or SourceDown where the issuer
        does not answer."""
        given = self._exchanged(code, attempt)
        try:
            identity, access = str(given["id_token"]), str(given["access_token"])
        except (KeyError, TypeError):
            raise NotAuthenticated(REFUSED) from None
        named = self._tokens.identity(identity, self._settings.sign_in_client, attempt.nonce)
        return replace(self._tokens.read(access), at_issuer=named)

    def told_out(self, token: str) -> ToldOut:
        """Whom it says to be signed out there; raises InvalidInput where it is no such token."""
        return self._tokens.told_out(token, self._settings.sign_in_client)

    def _exchanged(self, code: str, attempt: Attempt) -> Any:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.origin + BACK,
            "client_id": self._settings.sign_in_client,
            "code_verifier": attempt.verifier,
        }
        secret = self._settings.sign_in_secret.get_secret_value()
        proof = httpx.BasicAuth(self._settings.sign_in_client, secret) if secret else None
        try:
            with httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False) as http:
                answer = http.post(
                    self._settings.sign_in_token_url,
                    data=asked,
                    auth=proof or httpx.USE_CLIENT_DEFAULT,
                )
                if answer.status_code >= 500:
                    raise SourceDown("The issuer does not answer.")
                if not answer.is_success:
                    raise NotAuthenticated(REFUSED)
                return answer.json()
        except httpx.HTTPError as error:
            raise SourceDown("The issuer does not answer.") from error
        except ValueError:
            raise NotAuthenticated(REFUSED) from None
