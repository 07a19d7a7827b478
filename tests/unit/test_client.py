"""What a User-Agent and what goes with it say of a viewer's machine: real ones, and right answers written by hand."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from mutoscope.ingest.client import UNKNOWN, Client, Hints, client_of

with (Path(__file__).parent / "user_agents.csv").open(newline="") as _file:
    TABLE = list(csv.DictReader(_file))

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605"
LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
)
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
TV = "Mozilla/5.0 (Linux; Android 9; BRAVIA 4K UR2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Safari/537.36"
GPTBOT = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)"


@pytest.mark.parametrize("row", TABLE, ids=[row["user_agent"][:60] or "nothing" for row in TABLE])
def test_real_user_agents(row: dict[str, str]) -> None:
    found = client_of(row["user_agent"])
    assert (found.device_type, "bot" if found.bot else "human") == (row["device"], row["traffic"]), row["user_agent"]


def test_the_table_has_all_kinds() -> None:
    assert len({row["user_agent"] for row in TABLE}) == len(TABLE) > 200
    kinds = Counter((row["device"], row["traffic"]) for row in TABLE)
    assert min(kinds[device, "human"] for device in ("mobile", "tablet", "tv", "desktop", "")) >= 20
    assert sum(count for (_, traffic), count in kinds.items() if traffic == "bot") >= 45


@pytest.mark.parametrize(
    ("user_agent", "hints", "device", "os"),
    [
        (MAC, Hints(), "desktop", "Mac OS X"),
        (MAC, Hints(touch=True, narrow=820), "tablet", "iOS"),  # an iPad, which asks for the desktop's page
        (MAC, Hints(touch=True), "tablet", "iOS"),
        (MAC, Hints(touch=True, narrow=390), "mobile", "iOS"),  # an iPhone that does
        (WINDOWS, Hints(touch=True, narrow=720), "desktop", "Windows"),  # a laptop with a touchscreen
        (WINDOWS, Hints(platform="Windows", narrow=480), "desktop", "Windows"),
        (LINUX, Hints(touch=True, narrow=1080), "desktop", "Linux"),
        (LINUX, Hints(platform="Android", narrow=412), "mobile", "Android"),  # a phone that asks for the desktop's page
        (LINUX, Hints(platform="Android", narrow=800), "tablet", "Android"),
        (LINUX, Hints(mobile=True, platform="Android"), "mobile", "Android"),
        (ANDROID, Hints(), "tablet", "Android"),
        (ANDROID, Hints(narrow=800, touch=True), "tablet", "Android"),
        (ANDROID, Hints(narrow=360, touch=True), "mobile", "Android"),  # it left out the word, but is no tablet
        (ANDROID, Hints(mobile=True, platform="Android"), "mobile", "Android"),
        (TV, Hints(platform="Android", narrow=540), "tv", "Android"),
        ("", Hints(mobile=True), "mobile", ""),
    ],
)
def test_what_goes_with_it_says_more(user_agent: str, hints: Hints, device: str, os: str) -> None:
    found = client_of(user_agent, hints)
    assert (found.device_type, found.os, found.bot) == (device, os, False)


def test_a_robot_stays_one() -> None:
    assert client_of(GPTBOT, Hints(mobile=True, touch=True)).bot


def test_nothing_is_known_of_nothing() -> None:
    assert client_of("") == UNKNOWN == Client("", "", "", bot=False)


def test_families_are_those_of_ua_parser() -> None:
    assert client_of(WINDOWS)[:3] == ("desktop", "Windows", "Chrome")
    assert client_of(MAC)[:3] == ("desktop", "Mac OS X", "Safari")
