"""The OpenAPI document as one readable page: no script, nothing loaded from anywhere."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """A page, and the Content-Security-Policy that allows it nothing but its own style."""

    html: str
    policy: str


def render(document: Node) -> Page:
    """The page of a document."""
    style = files(__package__).joinpath("docs.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Page(
        html=_page(document, style),
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'",
    )


def _page(document: Node, style: str) -> str:
    info = document["info"]
    operations = [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    links = "".join(
        f'<li><a href="#{operation["operationId"]}">{escape(operation["summary"])}</a></li>'
        for _, _, operation in operations
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(info["title"])} API</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>{escape(info["title"])} API <span class="type">{escape(info["version"])}</span></h1>
{_paragraphs(info["description"])}
<p>The same for machines: <a href="/openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Endpoints"><ul>{links}<li><a href="#errors">Errors</a></li></ul></nav>
<main id="content">
{"".join(_operation(method, path, operation, document) for method, path, operation in operations)}
{_errors(document)}
</main>
</body>
</html>
"""


def _operation(method: str, path: str, operation: Node, document: Node) -> str:
    id_ = operation["operationId"]
    answers = {status: _resolved(answer, document) for status, answer in operation["responses"].items()}
    good = next(answer for status, answer in answers.items() if status.startswith("2"))
    schemas = [content["schema"] for content in good.get("content", {}).values()]
    body = [content["schema"] for content in operation.get("requestBody", {}).get("content", {}).values()]
    return f"""<section aria-labelledby="{id_}">
<h2 id="{id_}">{escape(operation["summary"])}</h2>
<p><code><span class="method">{method.upper()}</span> {escape(path)}</code></p>
{_paragraphs(operation.get("description", ""))}
{_example(method, path, operation)}
{_parameters(operation.get("parameters", []), id_)}
{"".join(f"<h3>Body</h3>{_fields(schema, document)}" for schema in body[-1:])}
{"".join(f"<h3>Answer</h3>{_fields(schema, document)}" for schema in schemas)}
{_statuses(answers, id_)}
</section>
"""


def _example(method: str, path: str, operation: Node) -> str:
    if method != "get":
        return ""
    texts = [
        f"{parameter['name']}={_sample(parameter)}"
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and (parameter["required"] or "examples" in parameter["schema"])
    ]
    token = '-H "Authorization: Bearer $TOKEN" ' if "security" not in operation else ""
    address = f"https://mutoscope.example{path}{'?' if texts else ''}{'&'.join(texts)}"
    command = f'curl {token}"{address}"'
    return f'<pre tabindex="0"><code>{escape(command, quote=False)}</code></pre>'


def _sample(parameter: Node) -> str:
    examples = parameter["schema"].get("examples")
    if not examples:
        return str(parameter["name"]).upper()
    return ",".join(examples[0]) if isinstance(examples[0], list) else str(examples[0])


def _parameters(parameters: list[Node], id_: str) -> str:
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(one["name"])}</code></th>'
        f"<td>{'required' if one['required'] else _default(one['schema'])}</td>"
        f'<td class="type">{escape(_type(one["schema"]))}</td><td>{escape(one["description"])}</td></tr>'
        for one in parameters
    )
    return rows and _table("Parameters", ("Name", "Default", "Type", "Meaning"), rows, f"{id_}-parameters")


def _default(schema: Node) -> str:
    return f"<code>{escape(str(schema['default']))}</code>" if "default" in schema else ""


def _statuses(answers: Mapping[str, Node], id_: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{status}</th><td>{escape(answer["description"])}</td></tr>'
        for status, answer in answers.items()
    )
    return _table("Statuses", ("Status", "Meaning"), rows, f"{id_}-statuses")


def _errors(document: Node) -> str:
    error = document["components"]["schemas"]["Error"]["properties"]["error"]["properties"]
    rows = "".join(
        f'<tr><th scope="row"><code>{code}</code></th><td>{escape(message)}</td></tr>'
        for code, _, message in (text.partition(" ") for text in error["code"]["description"].split("; "))
    )
    example = '{"error": {"code": 400400, "message": "unexpected value", "detail": "from: missing"}}'
    return f"""<section aria-labelledby="errors">
<h2 id="errors">Errors</h2>
<pre tabindex="0"><code>{escape(example, quote=False)}</code></pre>
{_table("Codes", ("Code", "Meaning"), rows, "codes")}
</section>
"""


def _table(title: str, columns: tuple[str, ...], rows: str, id_: str) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return (
        f'<h3 id="{id_}">{title}</h3><div class="scroll" tabindex="0" role="region" aria-labelledby="{id_}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _fields(schema: Node, document: Node) -> str:
    """The properties of a schema as nested lists."""
    schema = _resolved(schema, document)
    if isinstance(schema.get("items"), Mapping):  # `false` ends a tuple's
        return _fields(schema["items"], document)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return _fields(schema[choice][0], document)
    parts = [_resolved(part, document) for part in schema.get("allOf", [schema])]
    items = "".join(
        f'<li><code>{escape(name)}</code> <span class="type">{escape(_type(_resolved(field, document)))}</span>'
        f" {escape(field.get('description', ''))}{_fields(field, document)}</li>"
        for part in parts
        for name, field in part.get("properties", {}).items()
    )
    return f'<ul class="fields">{items}</ul>' if items else ""


def _resolved(node: Node, document: Node) -> Node:
    """What a node refers to, or itself."""
    found: Any = node
    while "$ref" in found:
        reference = found["$ref"]
        found = document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
    resolved: Node = found
    return resolved


def _type(schema: Node) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return " or ".join(filter(None, map(_type, schema[choice])))
    named = schema.get("type", "")
    text = " or ".join(named) if isinstance(named, list) else str(named)
    if text == "array" and isinstance(schema.get("items"), Mapping):
        return f"list of {_type(schema['items']) or 'objects'}"
    return f"{text} ({schema['format']})" if "format" in schema else text


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part)
