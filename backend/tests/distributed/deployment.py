"""A deployment: replicas and nodes of workers around one Redis, every process of which can be killed and replaced."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.distributed.nodes import Node, shared
from tests.launching import CLIFFCAST
from tests.redis_server import RedisServer, redis_server
from tests.stories.serving import Server


@dataclass
class Deployment:
    """So many replicas, and as many nodes of so many processes."""

    redis: RedisServer
    logs: Path
    settings: dict[str, Any]
    replicas: list[Server] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    def start(self, replicas: int = 2, nodes: int = 2) -> None:
        """Start everything at once, and wait until it is ready."""
        self.replicas = [self._replica() for _ in range(replicas)]
        self.nodes = [self._node() for _ in range(nodes)]
        self.await_ready()

    def await_ready(self) -> None:
        """Wait until everything takes work."""
        started: list[Server | Node] = [*self.replicas, *self.nodes]
        for process in started:
            process.await_ready()

    def stop(self) -> None:
        """Let everything leave at once, and in order."""
        leaving = [*self.replicas, *self.nodes]
        with ThreadPoolExecutor(len(leaving)) as waiting:
            list(waiting.map(lambda process: process.stop(), leaving))

    def kill(self) -> None:
        """Let nothing remain, whatever state it is in."""
        for replica in self.replicas:
            _end(replica)
        for node in self.nodes:
            node.kill()

    @property
    def first(self) -> httpx.Client:
        """A client of the first replica."""
        return self.replicas[0].client

    @property
    def second(self) -> httpx.Client:
        """A client of the second replica."""
        return self.replicas[1].client

    def replace_replica(self, place: int, program: Sequence[str] = ()) -> None:
        """Kill a replica with SIGKILL, and start another one in its place: of its release, unless told otherwise."""
        before = self.replicas[place]
        _end(before)
        self.replicas[place] = self._replica(program or before.program)

    def replace_node(self, place: int) -> None:
        """Kill a node with all its processes, and start another one of its release in its place."""
        self.nodes[place].kill()
        self.nodes[place] = self._node(self.nodes[place].program)

    def add_node(self, program: Sequence[str] = CLIFFCAST) -> None:
        """Start one more node."""
        self.nodes.append(self._node(program))

    def kill_child(self, place: int) -> None:
        """Kill a process of a node, which forks another one."""
        for child in self.nodes[place].children[:1]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def restart_redis(self) -> None:
        """Kill Redis, and start it again with what it wrote down."""
        self.redis.kill()
        self.redis.start()

    def forget(self) -> None:
        """An empty store; for when nothing is under way."""
        with self.redis.client() as client:
            client.flushdb()

    def _replica(self, program: Sequence[str] = CLIFFCAST) -> Server:
        return Server.start(self._log("replica"), program=program, **shared(self.redis) | self.settings)

    def _node(self, program: Sequence[str] = CLIFFCAST) -> Node:
        return Node.start(self.redis, self._log("node"), program, **{"workers": 1} | self.settings)

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}-{len(list(self.logs.iterdir()))}.log"


def deployed(logs: Path, settings: dict[str, Any]) -> Iterator[Deployment]:
    """A deployment around a Redis that writes everything down, from its start to its end."""
    with redis_server(durable=True) as redis:
        deployment = Deployment(redis, logs, settings)
        try:
            deployment.start()
            yield deployment
            deployment.stop()
        finally:
            deployment.kill()


def _end(replica: Server) -> None:
    replica.process.kill()
    replica.process.wait()
    replica.client.close()
