"""Two replicas and two nodes are one service: whatever was told to one is known to the other."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

from httpx_sse import connect_sse

from app.abm.engine.spec import ENGINE_VERSION
from tests.distributed.deployment import Deployment
from tests.distributed.trials import REQUEST, answer, begun, few_trials, undisturbed
from tests.stories.submissions import FINAL, becomes, cancel, completed, ended, listen, stats, submit, told, unique

SOON = 2.0
"""Seconds within which a cancelled run has left its processes."""


def test_forty_identical_submissions_over_both_replicas_are_one_run(deployment: Deployment) -> None:
    deployment.forget()
    request, replicas = few_trials(500), itertools.cycle([deployment.first, deployment.second])
    with ThreadPoolExecutor(40) as clients:
        jobs = list(clients.map(lambda client: submit(client, request), itertools.islice(replicas, 40)))
    assert len({job["job_id"] for job in jobs}) == 40
    assert {ended(deployment.second, job)["status"] for job in jobs} == {"completed"}
    assert len({deployment.first.get(job["results_url"]).headers["etag"] for job in jobs}) == 1
    with deployment.redis.client() as client:
        assert len(client.keys("cliffcast:run:*")) == 1


def test_a_result_is_the_same_as_in_one_process(deployment: Deployment) -> None:
    assert answer(deployment.second, begun(deployment.first)) == undisturbed()


def test_a_repeated_configuration_is_answered_by_the_other_replica_at_once(deployment: Deployment) -> None:
    request = unique()
    completed(deployment.first, request)
    assert submit(deployment.second, request)["cached"] is True


def test_a_job_of_one_replica_is_watched_on_the_other(deployment: Deployment) -> None:
    job = submit(deployment.first, REQUEST, params={"fresh": True})
    events = told(deployment.second, job["stream_url"])
    parts = [event["progress_pct"] for event in events]
    assert [event["type"] for event in events] == ["progress"] * (len(events) - 1) + ["done"]
    assert parts == sorted(parts)
    assert len(set(parts)) > 3
    assert events[-1]["status"] == "completed"


def test_a_listener_goes_on_at_the_other_replica_where_it_was(deployment: Deployment) -> None:
    job = submit(deployment.first, REQUEST, params={"fresh": True})
    with connect_sse(deployment.first, "GET", job["stream_url"]) as source:
        before = list(itertools.islice(source.iter_sse(), 4))
    after = listen(deployment.second, job["stream_url"], headers={"Last-Event-ID": before[-1].id})
    ids = [int(event.id) for event in before + after]
    assert ids == sorted(set(ids))
    assert [event.json()["type"] for event in after].count("done") == 1
    assert after[-1].json()["status"] == "completed"


def test_a_job_of_one_replica_is_cancelled_on_the_other_and_leaves_its_processes_soon(deployment: Deployment) -> None:
    job = begun(deployment.first)
    begin = time.monotonic()
    assert cancel(deployment.second, job).status_code == 200
    assert told(deployment.first, job["stream_url"])[-1]["status"] == "cancelled"
    with deployment.redis.client() as client:
        while client.hlen(f"cliffcast:leases:{ENGINE_VERSION}:held"):
            assert time.monotonic() - begin < SOON
            time.sleep(0.01)


def test_a_cancelled_run_leaves_room_for_the_next(deployment: Deployment) -> None:
    cancel(deployment.second, begun(deployment.first))
    assert becomes(deployment.second, submit(deployment.second, unique()), *FINAL, within=SOON)["status"] == "completed"


def test_both_replicas_count_the_same_jobs_and_all_processes(deployment: Deployment) -> None:
    completed(deployment.first, unique())
    counted = [stats(client) for client in (deployment.first, deployment.second)]
    assert counted[0] == counted[1]
    assert counted[0]["workers"] == 2
