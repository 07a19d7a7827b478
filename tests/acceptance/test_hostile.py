"""Requests of somebody who means harm: each is refused in so many words, and nobody else waits for it."""

import gzip
import json
import threading
import time
from typing import Any

import pytest

from conftest import Workspace, beacon

DEEP = b"[" * 30_000 + b"]" * 30_000


def refused(workspace: Workspace, path: str, body: bytes, **headers: str) -> dict[str, Any]:
    answer = workspace.client.post(workspace.url + path, content=body, headers=workspace.authorization | headers)
    assert answer.status_code == 400, answer.text
    return dict(answer.json()["error"])


def imported(workspace: Workspace, tree: bytes) -> dict[str, Any]:
    """The only line of a tree, which is refused."""
    url = f"{workspace.url}/v1/catalog/import"
    data = workspace.client.post(url, content=tree, headers=workspace.authorization).json()["data"]
    assert (data["accepted"], data["refused"]) == (0, 1)
    return dict(data["errors"][0])


def test_json_without_a_bottom(workspace: Workspace) -> None:
    error = refused(workspace, "/v1/projects", b'{"name": "Course", "more": ' + DEEP + b"}")
    assert (error["code"], error["detail"]) == (400101, "nested too deeply")
    tree = imported(workspace, b'{"id": "a", "captions": ' + DEEP + b"}\n")
    assert tree["reason"] == "malformed"
    assert imported(workspace, b'id,captions\na,"' + DEEP + b'"\n')["reason"] == "malformed"
    answer = workspace.client.post(f"{workspace.url}/collect", content=b'{"v": 1, "more": ' + DEEP + b"}")
    assert (answer.status_code, answer.json()["reason"]) == (400, "malformed")


NONE_IS_CALLED = "body: the first row names the columns, and none is called"


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (b"id," + b"a" * 200_000, f"{NONE_IS_CALLED} '{'a' * 64}'; there are kind, id, title, "),
        (b"id," + b"a" * 1_000_001, "body: line 1: a quotation mark that opens a cell has none that closes it; "),
        (b"", f"{NONE_IS_CALLED} 'a'; there are "),
        (b"id,title,ID", "body: the column id is there twice"),
        (b"id,<script>", f"{NONE_IS_CALLED} '<script>'; there are "),
    ],
    ids=["a long name", "a name without an end", "none", "one twice", "one that is none"],
)
def test_tables_without_a_head(workspace: Workspace, header: bytes, detail: str) -> None:
    said = refused(workspace, "/v1/catalog/import", header + b"\na,b\n")["detail"]
    assert said.startswith(detail)
    assert len(said) < 500


@pytest.mark.parametrize("duration", ["nan", "inf", "1e400", "1_000", "-1", "0x10", "1,5,5"])
def test_numbers_that_are_none(workspace: Workspace, duration: str) -> None:
    line = imported(workspace, f"id;duration\na;{duration}\n".encode())
    assert (line["field"], line["reason"]) == ("duration", "malformed")


def test_more_keys_than_a_play_can_have(workspace: Workspace) -> None:
    params = {f"context.key-{number}": "x" for number in range(11)}
    url = f"{workspace.url}/v1/analytics/overview"
    answer = workspace.client.get(url, params={"period": "today", **params}, headers=workspace.authorization)
    assert answer.status_code == 400
    assert answer.json()["error"]["detail"] == "context: at most 10 keys, which is all that a play can have"


PLAY = json.dumps(beacon() | {"received": time.time_ns() // 1_000_000}).encode() + b"\n"


@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        (b"\n" * 300_000_000, "body: unzips to over 100 times its size, which no plays do"),
        (b" \t\r\n" * 10_000_000, "body: unzips to over 100 times its size, which no plays do"),
        (PLAY + b"{}\n" * 10_000_000, "body: unzips to over 100 times its size, which no plays do"),
        (b"{}\n" * 300_000, "body: its first 10,000 lines are all refused; line 1: Object missing required field `v`"),
        (b"\n[]\n" * 100_000, "body: its first 10,000 lines are all refused; line 2: Expected `object`, got `array`"),
    ],
    ids=["blank lines", "white space", "bad lines after a play", "bad lines", "lists"],
)
def test_a_small_body_with_a_million_lines_is_not_read_to_its_end(workspace: Workspace, bomb: bytes, said: str) -> None:
    zipped = gzip.compress(bomb, 9)
    assert len(zipped) < 400_000
    refusal = refused(workspace, "/v1/plays/import", zipped, **{"Content-Encoding": "gzip"})
    assert refusal["detail"].startswith(said)


def test_bad_lines_keep_nobody_waiting(workspace: Workspace) -> None:
    zipped = gzip.compress(PLAY + b"{}\n" * 300_000, 9)
    assert len(zipped) < 65_536  # it comes at once
    begun, done, answered = threading.Event(), threading.Event(), []

    def others() -> None:
        while not done.is_set():
            answered.append(workspace.client.get(f"{workspace.url}/healthz").raise_for_status())
            begun.set()

    asking = threading.Thread(target=others)
    asking.start()
    assert begun.wait(30)
    url, headers = f"{workspace.url}/v1/plays/import", {"Content-Encoding": "gzip", **workspace.authorization}
    answer = workspace.client.post(url, content=zipped, headers=headers).json()["data"]
    done.set()
    asking.join()
    assert (answer["accepted"], answer["refused"], len(answer["errors"])) == (1, 300_000, 10_000)
    # One before it, one that waits for all of it, one after it: more come in between only.
    assert len(answered) > 5


def test_blank_lines_count(workspace: Workspace) -> None:
    lines = b"\n\r\n  " + PLAY + b"\n\n\n{}\n \n[]"
    url = f"{workspace.url}/v1/plays/import"
    answer = workspace.client.post(url, content=lines, headers=workspace.authorization).json()["data"]
    assert answer["accepted"] == 1
    assert [error["line"] for error in answer["errors"]] == [7, 9]
