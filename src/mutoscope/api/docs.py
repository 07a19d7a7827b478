"""The OpenAPI document as one readable page: no script, nothing loaded from anywhere."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote

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
    subjects = {tag["name"]: tag["description"] for tag in document["tags"]}
    by_subject: dict[str, list[tuple[str, str, Node]]] = {name: [] for name in subjects}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            by_subject[operation["tags"][0]].append((method, path, operation))
    operations = [one for ones in by_subject.values() for one in ones]
    links = "".join(_links(subjects[name], ones) for name, ones in by_subject.items())
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
<p>The same for machines: <a href="openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Endpoints">{links}<p><a href="#errors">Errors</a></p></nav>
<main id="content">
{"".join(_operation(method, path, operation, document) for method, path, operation in operations)}
{_errors(document)}
</main>
</body>
</html>
"""


def _links(subject: str, operations: list[tuple[str, str, Node]]) -> str:
    items = "".join(
        f'<li><a href="#{one["operationId"]}">{escape(one["summary"])}</a></li>' for _, _, one in operations
    )
    return f"<h2>{escape(subject)}</h2><ul>{items}</ul>"


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
{_example(method, path, operation, document)}
{_parameters(operation.get("parameters", []), id_)}
{"".join(f"<h3>Body</h3>{_fields(schema, document, is_body=True)}" for schema in body[-1:])}
{"".join(f"<h3>Answer</h3>{_fields(schema, document)}" for schema in schemas)}
{_statuses(answers, id_)}
</section>
"""


# Not required, since another parameter can stand for them, but what one usually asks with.
_USUAL = {"from", "to", "group_by"}


def _example(method: str, path: str, operation: Node, document: Node) -> str:
    asked = [one for one in operation.get("parameters", []) if one["required"] or one["name"] in _USUAL]
    for one in asked:
        path = path.replace(f"{{{one['name']}}}", quote(_sample(one), safe=""))
    query = "&".join(f"{one['name']}={_sample(one)}" for one in asked if one["in"] == "query")
    words = ["curl"] if method == "get" else ["curl", "-X", method.upper()]
    if "security" not in operation:
        words += ["-H", '"Authorization: Bearer $TOKEN"']
    for media_type, content in list(operation.get("requestBody", {}).get("content", {}).items())[-1:]:
        words += ["-H", f'"Content-Type: {media_type}"', *_data(content, document)]
    words.append(f'"$URL{path}{"?" if query else ""}{query}"')
    return f'<pre tabindex="0"><code>{escape(" ".join(words), quote=False)}</code></pre>'


def _data(content: Node, document: Node) -> list[str]:
    """The body in curl's words: text comes out of a file."""
    if content["schema"].get("type") == "string":
        return ["--data-binary", "@file"]
    examples = [one["value"] for one in content.get("examples", {}).values()]
    body = examples[0] if examples else _value(content["schema"], document)
    return ["-d", f"'{json.dumps(body)}'"]


def _value(schema: Node, document: Node) -> Any:  # noqa: ANN401 - JSON
    """What a body may hold: of an object what is required, or else its first field."""
    schema = _resolved(schema, document)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return _value(schema[choice][0], document)
    if "properties" in schema:
        names = schema.get("required") or list(schema["properties"])[:1]
        return {name: _value(schema["properties"][name], document) for name in names}
    return next(iter([*schema.get("examples", ()), *schema.get("enum", ()), 1]))


def _sample(parameter: Node) -> str:
    examples = parameter["schema"].get("examples")
    if not examples:
        return str(parameter["name"]).upper()
    return ",".join(examples[0]) if isinstance(examples[0], list) else str(examples[0])


def _parameters(parameters: list[Node], id_: str) -> str:
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(one["name"])}</code></th>'
        f"<td>{'required' if one['required'] else _default(one['schema'])}</td>"
        f'<td class="type">{escape(_type(one["schema"]))}</td>'
        f"<td>{_inline(one['description'])}{_such_as(one['schema'])}</td></tr>"
        for one in parameters
    )
    return rows and _table("Parameters", ("Name", "Default", "Type", "Meaning"), rows, f"{id_}-parameters")


def _such_as(schema: Node) -> str:
    """An example, where the type doesn't say enough."""
    if "examples" not in schema or schema.get("format") in {"uuid", "date-time"}:
        return ""
    example = schema["examples"][0]
    text = ",".join(example) if isinstance(example, list) else str(example)
    return f" Such as <code>{escape(text)}</code>."


def _default(schema: Node) -> str:
    return f"<code>{escape(str(schema['default']))}</code>" if "default" in schema else ""


def _statuses(answers: Mapping[str, Node], id_: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{status}</th><td>{_inline(answer["description"])}</td></tr>'
        for status, answer in answers.items()
    )
    return _table("Statuses", ("Status", "Meaning"), rows, f"{id_}-statuses")


def _errors(document: Node) -> str:
    error = document["components"]["schemas"]["Error"]["properties"]["error"]["properties"]
    rows = "".join(
        f'<tr><th scope="row"><code>{code}</code></th><td>{escape(message)}</td></tr>'
        for code, _, message in (text.partition(" ") for text in error["code"]["description"].split("; "))
    )
    bodies = [
        f"{status} {json.dumps(example['value'])}"
        for status, answer in document["components"]["responses"].items()
        for example in answer.get("content", {}).get("application/json", {}).get("examples", {}).values()
    ]
    return f"""<section aria-labelledby="errors">
<h2 id="errors">Errors</h2>
<pre tabindex="0"><code>{escape(chr(10).join(bodies), quote=False)}</code></pre>
{_table("Codes", ("Code", "Meaning"), rows, "codes")}
</section>
"""


def _table(title: str, columns: tuple[str, ...], rows: str, id_: str) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return (
        f'<h3 id="{id_}">{title}</h3><div class="scroll" tabindex="0" role="region" aria-labelledby="{id_}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _fields(schema: Node, document: Node, *, is_body: bool = False) -> str:
    """The properties of a schema as nested lists. is_body: of a request, where some may be left out."""
    schema = _resolved(schema, document)
    if isinstance(schema.get("items"), Mapping):  # `false` ends a tuple's
        return _fields(schema["items"], document, is_body=is_body)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return _fields(schema[choice][0], document, is_body=is_body)
    parts = [_resolved(part, document) for part in schema.get("allOf", [schema])]
    items = "".join(
        f'<li><code>{escape(name)}</code> <span class="type">{escape(_type(_resolved(field, document)))}</span>'
        f"{' required' if is_body and name in part.get('required', ()) else ''}"
        f" {_inline(field.get('description', ''))}{_such_as(field)}{_fields(field, document, is_body=is_body)}</li>"
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
    return "".join(map(_paragraph, filter(None, text.split("\n\n"))))


def _paragraph(text: str) -> str:
    if text.startswith("```"):
        block = text.strip("`").partition("\n")[2]
        return f'<pre tabindex="0"><code>{escape(block, quote=False)}</code></pre>'
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    """What stands between backquotes is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
