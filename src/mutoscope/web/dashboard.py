"""The built dashboard: one page for all of its addresses, and the assets it loads.

Names of assets hold a hash of their content, so browsers keep them for good; the page itself they ask for anew.
"""

from mutoscope.web.files import DASHBOARD, File, Handler, files_below

SECTIONS = frozenset(
    (
        *("", "login", "forgotten", "new-password", "new-email", "invitation", "welcome", "analytics", "catalog"),
        *("videos", "events", "viewer", "viewers", "reports", "settings"),
    )
)
"""First parts of the paths that are pages; web/dashboard/src/routes.tsx has the pages."""

# Posters and media lie elsewhere; everything else is ours alone. `blob:` is what players of streams feed a <video> by.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data: http: https:",
        "media-src 'self' blob: http: https:",
        "connect-src 'self' http: https:",
        "frame-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_PAGE = (
    ("cache-control", "no-cache"),
    ("content-security-policy", _POLICY),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
)
_ASSET = (("cache-control", "public, max-age=31536000, immutable"),)


class DashboardFiles:
    """All that `npm run build` made, in memory."""

    def __init__(self, base_path: str = "") -> None:
        """base_path: `/stats`, where people reach it under https://example.org/stats."""
        built = files_below(DASHBOARD)
        page = built.pop("/index.html", None)
        self._page = page and File(page, _PAGE, _placed(page.read_text("utf-8"), base_path).encode())
        self._assets = {name: File(path, _ASSET) for name, path in built.items()}

    def handler(self, path: str) -> Handler | None:
        """What answers requests for a path; None: it is no business of the dashboard."""
        if asset := self._assets.get(path):
            return asset.handle
        section, *below = path.removeprefix("/").split("/")
        is_page = section in SECTIONS and (section or not below)
        return self._page.handle if self._page and is_page else None


def _placed(html: str, base_path: str) -> str:
    """The page with the addresses of its assets, and with what its script goes by (web/dashboard/src/url/base.ts)."""
    return html.replace('"./assets/', f'"{base_path}/assets/').replace('data-base=""', f'data-base="{base_path}"')
