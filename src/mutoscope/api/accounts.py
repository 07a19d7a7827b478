"""The endpoints about accounts, all together."""

from typing import Any

from mutoscope.api.endpoint import Endpoint
from mutoscope.api.invitations import INVITATION_ENDPOINTS
from mutoscope.api.resets import RESET_ENDPOINTS
from mutoscope.api.session import SESSION_ENDPOINTS
from mutoscope.api.tokens import TOKEN_ENDPOINTS
from mutoscope.api.users import USER_ENDPOINTS
from mutoscope.api.workspace import WORKSPACE_ENDPOINTS

ACCOUNT_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    *SESSION_ENDPOINTS,
    *RESET_ENDPOINTS,
    *USER_ENDPOINTS,
    *INVITATION_ENDPOINTS,
    *WORKSPACE_ENDPOINTS,
    *TOKEN_ENDPOINTS,
)
