"""A catalog of 100,000 videos in 5,000 folders, 8 deep."""

from collections.abc import Iterator
from typing import Any

VIDEOS = 100_000
FOLDERS = 5_000
DEEP = 8
PROJECT = "Benchmark"

SUBJECTS = ("Введение", "Übung", "Lecture", "Théorème", "演習", "Review", "Ёлочка", "Interview")


def tree() -> Iterator[dict[str, Any]]:
    """A project, its folders (each eighth one below the seven before it) and the videos in them, as lines."""
    path = ""
    for number in range(FOLDERS):
        path = f"Folder {number}" if number % DEEP == 0 else f"{path}/Folder {number}"
        for nth in range(VIDEOS // FOLDERS):
            video = number * (VIDEOS // FOLDERS) + nth
            subject = SUBJECTS[video % len(SUBJECTS)]
            yield {
                "id": f"video-{video:06d}",
                "title": f"{subject} {video}",
                "description": f"Part {nth} of chapter {number}: what there is to know of it, and what to watch next.",
                "duration": 60 + video % 3_000,
                "project": PROJECT,
                "folder": path,
            }
