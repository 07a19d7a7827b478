"""The demo workspace: a catalogue and ninety days of made-up plays that look like life, sent through the import.

`catalogue`: what there is to watch. `shapes`: what in a video holds its viewers. `audience`: who they are. `habits`:
when they come. `placements`: where players are put. `learners`, `strangers`: who comes, and what for. `watching`: one
sitting. `recording`: its line of the import. `plan`: the days. `sending`, `run`: on their way to an installation.
`site`: a course that can really be watched, on a page that tracks its progress.
"""

from mutoscope.demo.catalogue import DemoFolder, DemoProject, DemoVideo, catalogue
from mutoscope.demo.plan import plays
from mutoscope.demo.run import load_demo
from mutoscope.demo.sending import SendError, send
from mutoscope.demo.site import ExampleSite, Lesson

__all__ = [
    "DemoFolder",
    "DemoProject",
    "DemoVideo",
    "ExampleSite",
    "Lesson",
    "SendError",
    "catalogue",
    "load_demo",
    "plays",
    "send",
]
