"""Every error that Mutoscope raises itself.

MutoscopeError
├── ConfigError            a setting or a command's option is wrong
├── ListenError            an address can't be listened on, now
├── SpoolError             the spool can't take or give bytes
│   └── SpoolFull          too little disk left
├── StoreError             ClickHouse refused a statement
│   ├── StoreInUse         another process owns the store
│   ├── TooCostly          it needs more memory than a question may take
│   └── TooSlow            it did not end in the time that a question may take
├── CatalogError           the catalog's database refused or is unreachable
├── Degraded               answers go on, but somebody should look
└── RequestError           a request that gets an error answer of the REST API
    ├── NoAuthorization    100101
    ├── Unauthorized       100102
    ├── AccessDenied       100103
    ├── JsonSyntax         400101
    ├── JsonType           400102
    ├── AlreadyTaken       400201
    ├── NotAllowedOrder    400216
    ├── InvalidUuid        400301
    ├── UnexpectedValue    400400
    ├── NoSuchEntity       404404
    ├── MethodNotAllowed   405405
    ├── RequestTimeout     408408
    ├── NotReady           409409
    ├── Gone               410410
    ├── TooLarge           413413
    ├── TooManyRequests    429429
    ├── InternalError      500500
    └── Unavailable        503503
"""

from typing import Any, ClassVar


class MutoscopeError(Exception):
    """Something went wrong in Mutoscope."""

    def __init__(self, detail: str | None = None) -> None:
        """`detail` says what is wrong and how to mend it; without it the class says its one line."""
        self.detail = detail or (type(self).__doc__ or "").strip()
        super().__init__(self.detail)


class ConfigError(MutoscopeError):
    """A setting is wrong."""


class ListenError(MutoscopeError):
    """An address can't be listened on."""


class SpoolError(MutoscopeError):
    """The spool can't be written or read."""


class SpoolFull(SpoolError):
    """The disk of the spool is nearly full."""


class StoreError(MutoscopeError):
    """The store refused a statement."""


class StoreInUse(StoreError):
    """Another process owns the store."""


class TooCostly(StoreError):
    """The question needs more memory than one may take."""


class TooSlow(StoreError):
    """The question did not end in the time that one may take."""


class CatalogError(MutoscopeError):
    """The catalog's database can't be used."""


class Degraded(MutoscopeError):
    """Answers go on, but something is not as it should be. `detail` may be shown to anybody."""


class RequestError(MutoscopeError):
    """A request that can't be answered as asked. `status`: HTTP; `code`, `message`: as in the API's error shape."""

    status: ClassVar[int]
    code: ClassVar[int]
    message: ClassVar[str]

    def __init__(self, detail: str | None = None, *, retry_after: int | None = None) -> None:
        """`retry_after`: seconds, also sent as a header."""
        super().__init__(detail or "")
        self.detail = detail or ""
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The API's error answer."""
        answer: dict[str, Any] = {"error": {"code": self.code, "message": self.message, "detail": self.detail}}
        if self.retry_after is not None:
            answer["retry_after"] = self.retry_after
        return answer


class NoAuthorization(RequestError):
    status, code, message = 401, 100101, "authorization header not found"


class Unauthorized(RequestError):
    status, code, message = 401, 100102, "unauthorized"


class AccessDenied(RequestError):
    status, code, message = 403, 100103, "access denied"


class JsonSyntax(RequestError):
    status, code, message = 400, 400101, "json syntax error"


class JsonType(RequestError):
    status, code, message = 400, 400102, "json type error"


class AlreadyTaken(RequestError):
    status, code, message = 400, 400201, "has already been taken"


class NotAllowedOrder(RequestError):
    status, code, message = 400, 400216, "order field not allowed"


class InvalidUuid(RequestError):
    status, code, message = 400, 400301, "invalid uuid format"


class UnexpectedValue(RequestError):
    status, code, message = 400, 400400, "unexpected value"


class NoSuchEntity(RequestError):
    status, code, message = 404, 404404, "no such entity"


class MethodNotAllowed(RequestError):
    status, code, message = 405, 405405, "method not allowed"


class RequestTimeout(RequestError):
    status, code, message = 408, 408408, "request timeout"


class NotReady(RequestError):
    status, code, message = 409, 409409, "not ready yet"


class Gone(RequestError):
    status, code, message = 410, 410410, "gone"


class TooLarge(RequestError):
    status, code, message = 413, 413413, "request too large"


class TooManyRequests(RequestError):
    status, code, message = 429, 429429, "too many requests"


class InternalError(RequestError):
    status, code, message = 500, 500500, "internal server error"


class Unavailable(RequestError):
    status, code, message = 503, 503503, "service unavailable"
