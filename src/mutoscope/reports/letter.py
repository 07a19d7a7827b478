"""The product's face on paper: the frame that mails and the pages behind their links share, and what stands in it.

Mail programs know tables and attributes better than style sheets: what must not get lost is written on the elements.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

STYLE = files(__package__).joinpath("letter.css").read_text("utf-8")

FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A line of a digest; better: whether the change is one, None: neither or unknown."""

    title: str
    value: str
    change: str
    better: bool | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is told, in plain text; HTML and text parts are made of the same."""

    heading: str
    lead: str
    facts: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()
    ranked_title: str = ""
    ranked: tuple[tuple[str, str], ...] = ()
    button: tuple[str, str] | None = None  # text and address
    form: tuple[str, str] | None = None  # likewise, of a button that changes something: for pages
    notes: tuple[str, ...] = field(default=())
    links: tuple[tuple[str, str], ...] = ()  # small, at the foot


def as_text(letter: Letter) -> str:
    """The plain part of a mail."""
    width = max((len(name) for name, *_ in (*letter.facts, *((one.title,) for one in letter.figures))), default=0) + 2
    parts = [letter.heading, letter.lead]
    parts.append("\n".join(f"{name:<{width}}{value}" for name, value in letter.facts))
    parts.append("\n".join(f"{one.title:<{width}}{one.value:>14}  {one.change}".rstrip() for one in letter.figures))
    if letter.ranked:
        rows = (f"{place:>2}. {value:>9}  {name}" for place, (name, value) in enumerate(letter.ranked, 1))
        parts.append("\n".join([letter.ranked_title, *rows]))
    if letter.button:
        parts.append(f"{letter.button[0]}:\n{letter.button[1]}")
    parts += letter.notes
    parts += [f"{text}:\n{address}" for text, address in letter.links]
    return "\n\n".join(part for part in parts if part) + "\n\n-- \nMutoscope\n"


def as_html(letter: Letter, title: str) -> str:
    """A mail's other part, or a page."""
    blocks = [
        f'<h1 style="margin:0 0 8px;font-size:22px;line-height:1.3;{FONT}">{escape(letter.heading)}</h1>',
        f'<p class="text" style="margin:0 0 20px;font-size:16px;line-height:1.5;{FONT}">{escape(letter.lead)}</p>',
        _facts(letter.facts),
        _figures(letter.figures),
        _ranked(letter.ranked_title, letter.ranked),
        _button(letter.button),
        _form(letter.form),
        *(_note(escape(note)) for note in letter.notes),
        *(_note(f'<a href="{escape(address)}">{escape(text)}</a>') for text, address in letter.links),
    ]
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<table role="presentation" class="back" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f3f5f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td class="text" style="padding:0 4px 12px;font-size:15px;font-weight:700;{FONT}">{_MARK} Mutoscope</td></tr>
<tr><td class="sheet pad" bgcolor="#ffffff" style="padding:28px 32px 24px">
{"".join(blocks)}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


# A strip of frames, as a mutoscope's reel: three blocks of the mark's colour, since pictures may not be shown.
_MARK = "".join(
    f'<span class="mark" style="display:inline-block;width:5px;height:{height}px;background:#0b5cad;border-radius:1px">'
    "</span> "
    for height in (8, 14, 11)
).strip()


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><td class="quiet" style="padding:3px 16px 3px 0;font-size:14px;vertical-align:top;white-space:nowrap;'
        f'{FONT}"><span class="quiet">{escape(name)}</span></td>'
        f'<td class="text" style="padding:3px 0;font-size:14px;{FONT}">{escape(value)}</td></tr>'
        for name, value in facts
    )
    return rows and _table(rows, "margin:0 0 20px")


def _figures(figures: Iterable[Figure]) -> str:
    rows = "".join(
        f'<tr><td class="line text" style="padding:9px 0;font-size:15px;{FONT}">{escape(one.title)}</td>'
        f'<td class="line text" align="right" style="padding:9px 0 9px 12px;font-size:17px;font-weight:600;'
        f'white-space:nowrap;{FONT}">{escape(one.value)}</td>'
        f'<td class="line" align="right" style="padding:9px 0 9px 16px;font-size:13px;white-space:nowrap;{FONT}">'
        f'<span class="{_CHANGES[one.better]}">{escape(one.change)}</span></td></tr>'
        for one in figures
    )
    return rows and _table(rows, "width:100%;margin:0 0 24px", "100%")


_CHANGES = {True: "good", False: "bad", None: "quiet"}


def _ranked(title: str, ranked: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><td class="line" align="right" style="padding:7px 10px 7px 0;font-size:14px;width:20px;{FONT}">'
        f'<span class="quiet">{place}</span></td>'
        f'<td class="line text" style="padding:7px 0;font-size:14px;word-break:break-word;{FONT}">{escape(name)}</td>'
        f'<td class="line text" align="right" style="padding:7px 0 7px 12px;font-size:14px;{FONT}">'
        f"{escape(value)}</td></tr>"
        for place, (name, value) in enumerate(ranked, 1)
    )
    heading = f'<p class="text" style="margin:0 0 8px;font-size:15px;font-weight:600;{FONT}">{escape(title)}</p>'
    return rows and heading + _table(rows, "width:100%;margin:0 0 24px", "100%")


def _table(rows: str, style: str, width: str = "") -> str:
    wide = f' width="{width}"' if width else ""
    return f'<table role="presentation"{wide} cellpadding="0" cellspacing="0" border="0" style="{style}">{rows}</table>'


_BUTTON = (
    "background:#0b5cad;color:#ffffff;"
    "display:inline-block;padding:12px 22px;border:0;border-radius:6px;font-size:16px;font-weight:600;"
    f"text-decoration:none;cursor:pointer;{FONT}"
)


def _button(button: tuple[str, str] | None) -> str:
    if button is None:
        return ""
    return (
        f'<p style="margin:0 0 20px"><a class="button" href="{escape(button[1])}" style="{_BUTTON}">'
        f"{escape(button[0])}</a></p>"
    )


def _form(form: tuple[str, str] | None) -> str:
    if form is None:
        return ""
    return (
        f'<form method="post" action="{escape(form[1])}" style="margin:0 0 20px">'
        f'<button class="button" style="{_BUTTON}">{escape(form[0])}</button></form>'
    )


def _note(html: str) -> str:
    return f'<p class="quiet" style="margin:0 0 8px;font-size:13px;line-height:1.5;{FONT}">{html}</p>'
