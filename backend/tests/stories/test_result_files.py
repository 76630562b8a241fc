"""Results as files: an address for each format, names, parts, compression, and how long to keep them."""

import gzip
import json
import time
from collections.abc import Iterator

import httpx
import pytest
from httpx_sse import connect_sse

from tests.stories.posts import PREFIX, SIMULATE, VALIDATE, small
from tests.stories.serving import Serve
from tests.stories.submissions import (
    JOBS,
    SUBMIT,
    UNKNOWN,
    becomes_true,
    completed,
    endless,
    events_of,
    listen,
    nothing_left,
    submit,
    unique,
)

PLAIN = {"Accept-Encoding": "identity"}
FORMATS = ("json", "csv", "parquet")
KINDS = {"json": "application/json", "csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
ADDRESSES = ("job", "trials", "trials as a job", "run")


@pytest.fixture(scope="module")
def addresses(client: httpx.Client) -> dict[str, str]:
    """Where the results of a run, and of trials, can be fetched."""
    job = completed(client, unique())
    trials = completed(client, unique() | {"monte_carlo": {"num_trials": 3}})
    run = becomes_true(lambda: client.get(f"{PREFIX}/runs").json()["runs"], within=5)[0]
    return {
        "job": job["results_url"],
        "trials": trials["results_url"],
        "trials as a job": f"{JOBS}/{trials['job_id']}/results",
        "run": run["results_url"],
    }


@pytest.fixture(scope="module")
def url(addresses: dict[str, str]) -> str:
    return addresses["job"]


# ── Addresses ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("where", ADDRESSES)
def test_each_format_of_a_result_has_an_address_of_its_own(
    client: httpx.Client, addresses: dict[str, str], where: str, name: str
) -> None:
    named = client.get(f"{addresses[where]}.{name}")
    asked = client.get(addresses[where], params={"format": name})
    assert (named.status_code, named.content, named.headers["ETag"]) == (200, asked.content, asked.headers["ETag"])
    assert named.headers["Content-Type"].partition(";")[0] == KINDS[name]


def test_the_address_of_a_format_answers_in_it_whatever_is_accepted(client: httpx.Client, url: str) -> None:
    answer = client.get(f"{url}.csv", headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("path", [f"{JOBS}/{UNKNOWN}/results.csv", f"{JOBS}/x/results.xlsx", f"{JOBS}/x/results."])
def test_other_addresses_answer_404(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("name", "how"), [("json", "inline"), ("csv", "attachment"), ("parquet", "attachment")])
def test_a_result_suggests_a_name_for_its_file(client: httpx.Client, url: str, name: str, how: str) -> None:
    job = url.split("/")[-2]
    told = client.get(f"{url}.{name}").headers["Content-Disposition"]
    assert told == f'{how}; filename="cliffcast-{job}.{name}"'


# ── How long to keep an answer ───────────────────────────────────────────────


@pytest.mark.parametrize("name", FORMATS)
def test_a_result_may_be_kept_for_ever_by_who_fetched_it(client: httpx.Client, url: str, name: str) -> None:
    first = client.get(f"{url}.{name}")
    again = client.get(f"{url}.{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert "X-API-Key" in answer.headers["Vary"]


def test_other_answers_are_not_kept_at_all(client: httpx.Client, url: str) -> None:
    asked = [client.get(path) for path in (JOBS, f"{PREFIX}/catalogue", f"{PREFIX}/queue/stats", "/health", "/nowhere")]
    posted = [client.post(to, json=unique()) for to in (SUBMIT, SIMULATE, VALIDATE)]
    refused = [client.get(f"{JOBS}/{UNKNOWN}/results"), client.post(SUBMIT, content=b"{")]
    assert {answer.headers["Cache-Control"] for answer in (*asked, *posted, *refused)} == {"no-store"}


# ── Parts ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=10-99999999999", slice(10, None)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=-99999999999", slice(0, None)),
    ],
)
@pytest.mark.parametrize("name", FORMATS)
def test_some_bytes_of_a_result_can_be_fetched(
    client: httpx.Client, url: str, name: str, wanted: str, part: slice
) -> None:
    whole = client.get(f"{url}.{name}").content
    answer = client.get(f"{url}.{name}", headers={"Range": wanted})
    first, after, _ = part.indices(len(whole))
    assert (answer.status_code, answer.content) == (206, whole[part])
    assert answer.headers["Content-Range"] == f"bytes {first}-{after - 1}/{len(whole)}"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0"])
def test_bytes_that_are_not_there_are_answered_416_with_the_size(client: httpx.Client, url: str, wanted: str) -> None:
    size = len(client.get(url).content)
    answer = client.get(url, headers={"Range": wanted})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=-", "bytes=0-1,4-5", "months=0-1", "bytes=x", "", "9" * 5000])
def test_what_is_no_range_we_know_gets_the_whole(client: httpx.Client, url: str, wanted: str) -> None:
    answer = client.get(url, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, client.get(url).content)


def test_a_fetch_that_broke_off_goes_on_where_it_was(client: httpx.Client, url: str) -> None:
    whole = client.get(url, headers=PLAIN)
    rest = client.get(url, headers=PLAIN | {"Range": "bytes=700-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, whole.content[:700] + rest.content) == (206, whole.content)


def test_the_rest_of_another_result_is_not_mixed_with_it(client: httpx.Client, url: str) -> None:
    answer = client.get(url, headers=PLAIN | {"Range": "bytes=700-", "If-Range": '"another"'})
    assert (answer.status_code, answer.content) == (200, client.get(url).content)


def test_the_rest_of_a_compressed_result_is_the_whole_again(client: httpx.Client, url: str) -> None:
    packed = client.get(url)
    answer = client.get(url, headers={"Range": "bytes=700-", "If-Range": packed.headers["ETag"]})
    assert (packed.headers["Content-Encoding"], answer.status_code, answer.content) == ("gzip", 200, packed.content)


# ── HEAD ─────────────────────────────────────────────────────────────────────


def shown(headers: httpx.Headers) -> dict[str, str]:
    """What describes an answer, and not its moment."""
    return {name: value for name, value in headers.items() if name not in ("date", "x-request-id")}


@pytest.mark.parametrize(
    "path", [JOBS, f"{PREFIX}/catalogue", f"{PREFIX}/scenarios/arb", "/health", "/openapi.json", "/"]
)
def test_head_is_answered_as_get_without_the_content(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content, shown(head.headers)) == (200, b"", shown(get.headers))


@pytest.mark.parametrize("name", FORMATS)
def test_head_of_a_result_tells_its_size_and_tag(client: httpx.Client, url: str, name: str) -> None:
    head = client.head(f"{url}.{name}", headers=PLAIN | {"Range": "bytes=0-9"})
    get = client.get(f"{url}.{name}", headers=PLAIN)
    assert (head.status_code, head.content) == (200, b"")
    assert (head.headers["Content-Length"], head.headers["ETag"]) == (str(len(get.content)), get.headers["ETag"])


def test_head_of_a_stream_ends_at_once_and_keeps_no_seat(serve: Serve) -> None:
    client = serve(max_sse=2).client
    with nothing_left(client):
        job = submit(client, endless())
        begin = time.monotonic()
        heads = [client.head(job["stream_url"]) for _ in range(5)]
        assert time.monotonic() - begin < 5
        assert [head.headers["Content-Type"].partition(";")[0] for head in heads] == ["text/event-stream"] * 5
        assert client.get(JOBS).status_code == 200


def test_head_of_what_is_not_there_is_answered_404(client: httpx.Client) -> None:
    assert client.head(f"{JOBS}/{UNKNOWN}/status").status_code == 404


@pytest.mark.parametrize("path", [SUBMIT, VALIDATE])
def test_head_of_what_only_takes_posts_is_answered_405(client: httpx.Client, path: str) -> None:
    assert client.head(path).status_code == 405


# ── Compression ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["json", "csv"])
def test_text_is_compressed_for_who_accepts_that(client: httpx.Client, url: str, name: str) -> None:
    packed, plain = client.get(f"{url}.{name}"), client.get(f"{url}.{name}", headers=PLAIN)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(plain.content) == int(plain.headers["Content-Length"])
    assert (packed.content, "content-encoding" in plain.headers) == (plain.content, False)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br, gzip; q=0.0", "identity", "br"])
def test_who_accepts_no_gzip_gets_none(client: httpx.Client, url: str, accepted: str) -> None:
    assert "content-encoding" not in client.get(url, headers={"Accept-Encoding": accepted}).headers


def test_parquet_and_events_are_not_compressed(client: httpx.Client, url: str) -> None:
    job = completed(client, unique())
    with client.stream("GET", job["stream_url"]) as stream:
        assert "content-encoding" not in stream.headers
    assert "content-encoding" not in client.get(f"{url}.parquet").headers


def posted(
    client: httpx.Client, content: bytes | Iterator[bytes], coding: str = "gzip", to: str = SUBMIT
) -> httpx.Response:
    return client.post(to, content=content, headers={"Content-Type": "application/json", "Content-Encoding": coding})


@pytest.mark.parametrize("to", [SUBMIT, SIMULATE, VALIDATE])
def test_a_compressed_body_is_read(client: httpx.Client, to: str) -> None:
    assert posted(client, gzip.compress(json.dumps(unique()).encode()), to=to).status_code in (200, 202)


def test_a_compressed_body_in_pieces_is_read(client: httpx.Client) -> None:
    packed = gzip.compress(json.dumps(small()).encode())
    assert posted(client, (packed[at : at + 7] for at in range(0, len(packed), 7)), to=VALIDATE).json()["valid"]


@pytest.mark.parametrize(("size", "status"), [(2**20, 422), (2**20 + 1, 413), (2**28, 413)])
def test_a_compressed_body_counts_as_it_is_when_inflated(client: httpx.Client, size: int, status: int) -> None:
    body = gzip.compress(b'{"padding":"' + b"x" * (size - 14) + b'"}')
    assert posted(client, body).status_code == status


def test_a_compressed_body_that_goes_on_and_on_is_refused(client: httpx.Client) -> None:
    packed = gzip.compress(json.dumps(small()).encode())
    assert posted(client, iter([packed, *(b"x" * 65536 for _ in range(40))])).status_code in (400, 413)


@pytest.mark.parametrize("cut", [slice(0, -9), slice(5, None), slice(0, 0)], ids=["torn", "no head", "empty"])
def test_what_is_declared_as_gzip_and_is_none_is_refused(client: httpx.Client, cut: slice) -> None:
    answer = posted(client, gzip.compress(json.dumps(small()).encode())[cut])
    assert (answer.status_code, answer.json()["detail"]) == (400, "The body is declared as gzip and is none.")


def test_another_coding_is_refused_with_the_one_we_know(client: httpx.Client) -> None:
    answer = posted(client, b"whatever", coding="br")
    assert (answer.status_code, answer.headers["Accept-Encoding"]) == (415, "gzip")


# ── After the end ────────────────────────────────────────────────────────────


def test_who_comes_back_with_the_id_of_the_end_is_told_that_nothing_follows(client: httpx.Client) -> None:
    job = completed(client, unique())
    last = listen(client, job["stream_url"])[-1]
    again = client.get(job["stream_url"], headers={"Last-Event-ID": last.id, "Accept": "text/event-stream"})
    assert (again.status_code, again.content) == (204, b"")


def test_who_comes_back_after_the_end_of_several_is_told_so_too(client: httpx.Client) -> None:
    several = f"{PREFIX}/stream?jobs={','.join(completed(client, unique())['job_id'] for _ in range(3))}"
    last = listen(client, several)[-1]
    again = client.get(several, headers={"Last-Event-ID": last.id})
    assert (again.status_code, again.content) == (204, b"")


def test_who_has_not_heard_the_end_of_each_of_several_hears_it(client: httpx.Client) -> None:
    several = f"{PREFIX}/stream?jobs={','.join(completed(client, unique())['job_id'] for _ in range(3))}"
    first = listen(client, several)[0]
    again = listen(client, several, headers={"Last-Event-ID": first.id})
    assert [event.json()["type"] for event in again] == ["done"] * 3


def test_who_comes_back_before_the_end_still_hears_it(client: httpx.Client) -> None:
    with nothing_left(client):
        job = submit(client, endless())
        with connect_sse(client, "GET", job["stream_url"]) as source:
            first = next(events_of(source))
        client.delete(f"{JOBS}/{job['job_id']}")
        rest = listen(client, job["stream_url"], headers={"Last-Event-ID": first.id})
    assert rest[-1].json()["type"] == "done"


def test_the_condition_and_the_range_are_described(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()["paths"][f"{JOBS}/{{job_id}}/results.csv"]["get"]
    names = {parameter["name"] for parameter in described["parameters"] if parameter["in"] == "header"}
    assert names == {"If-None-Match", "Range", "If-Range"}
    assert {"200", "206", "304", "416"} <= described["responses"].keys()
