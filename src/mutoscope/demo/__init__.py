"""The demo workspace: a catalogue and ninety days of made-up plays that look like life, sent through the import.

`catalogue`: what there is to watch. `shapes`: what in a video holds its viewers. `audience`: who they are. `habits`:
when they come. `placements`: where players are put. `learners`, `strangers`, `broadcasts`: who comes, and what for.
`watching`: one sitting. `recording`: its line of the import. `plan`: the days. `sending`, `run`: on their way to an
installation. `crowd`: how it goes on while the demo is served. `media`: what its videos show. `site`: where that lies,
and a course that can really be watched, on a page that tracks its progress.
"""

from mutoscope.demo.catalogue import DemoEvent, DemoFolder, DemoProject, DemoVideo, all_events, all_videos, catalogue
from mutoscope.demo.crowd import Crowd
from mutoscope.demo.media import playlist_path, poster_path
from mutoscope.demo.plan import plays
from mutoscope.demo.run import load_demo
from mutoscope.demo.sending import SendError, send
from mutoscope.demo.site import ExampleSite, Lesson

__all__ = [
    "Crowd",
    "DemoEvent",
    "DemoFolder",
    "DemoProject",
    "DemoVideo",
    "ExampleSite",
    "Lesson",
    "SendError",
    "all_events",
    "all_videos",
    "catalogue",
    "load_demo",
    "playlist_path",
    "plays",
    "poster_path",
    "send",
]
