"""What `make` builds is served to any page."""

import gzip

import httpx

from conftest import Server


def test_the_sdk_is_served_small_cacheable_and_to_any_origin(server: Server) -> None:
    plain = httpx.get(f"{server.url}/sdk/mutoscope.js", headers={"Accept-Encoding": "identity"})
    assert plain.status_code == 200
    assert plain.headers["content-type"].startswith("text/javascript")
    assert plain.headers["access-control-allow-origin"] == "*"
    with httpx.stream("GET", f"{server.url}/sdk/mutoscope.js", headers={"Accept-Encoding": "gzip"}) as zipped:
        body = b"".join(zipped.iter_raw())
    assert zipped.headers["content-encoding"] == "gzip"
    assert len(body) < len(plain.content) / 2  # web/sdk/build.js has its limit
    assert gzip.decompress(body) == plain.content
    again = httpx.get(f"{server.url}/sdk/mutoscope.js", headers={"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304
    assert httpx.get(f"{server.url}/sdk/none.js").status_code == 404


def test_metrics_are_there_for_prometheus(server: Server) -> None:
    text = httpx.get(f"{server.url}/metrics").text
    assert "mutoscope_beacons_total{outcome=" in text
    assert "mutoscope_spool_commit_seconds_bucket" in text
