"""The columns of a file of requests: a row is one request and the household it is for."""

from service.households.schemas import HouseholdIn
from service.intake import cells
from service.intake.columns.deciding import WHO_DECIDES
from service.intake.columns.households import HOUSEHOLD
from service.intake.columns.nearby import NEAR
from service.intake.columns.needs import NEEDS
from service.intake.columns.table import Column, Table
from service.requests.schemas import RequestIn

REQUESTS = Table(
    subject="requests",
    columns=(
        Column(
            "aanvraag",
            "request reference",
            "request.providerReference",
            cells.text,
            ("aanvraag-2041", "aanvraag-2042", "aanvraag-2043"),
            "Uw eigen kenmerk van de aanvraag. Een later bestand met dit kenmerk werkt haar bij.",
            "Your own key of the request. A later file with this key updates it.",
        ),
        *HOUSEHOLD,
        *WHO_DECIDES,
        *NEEDS,
        *NEAR,
    ),
    parts={"household": HouseholdIn, "request": RequestIn},
)
