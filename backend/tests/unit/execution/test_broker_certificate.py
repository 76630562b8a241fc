"""A broker that is reached by TLS has to show a certificate that we have reason to believe."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from app.execution.celery import celery_app
from tests.redis_server import redis_server
from tests.stories.serving import free_port

_CERTIFY = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=broker"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a broker on this machine, with its key beside it; nobody has signed it but itself."""
    home = tmp_path_factory.mktemp("certificate")
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(home / "key"), "-out", str(home / "certificate")]
    subprocess.run([*_CERTIFY.split(), *names], check=True, capture_output=True)
    return home / "certificate"


@pytest.fixture(scope="module")
def broker(certificate: Path) -> Iterator[str]:
    """The address of a Redis that shows this certificate."""
    port = free_port()
    shown = ["--tls-cert-file", str(certificate), "--tls-key-file", str(certificate.with_name("key"))]
    with redis_server(options=["--tls-port", str(port), *shown, "--tls-auth-clients", "no"]):
        yield f"rediss://127.0.0.1:{port}/1"


def connect(address: str) -> None:
    with celery_app(address, timeout=10).connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=5)
        channel: Any = connection.default_channel  # its transport is Redis, which kombu's types do not know
        channel.client.ping()


def test_a_broker_whose_certificate_nobody_signed_is_refused(broker: str) -> None:
    with pytest.raises((OperationalError, ConnectionError, ssl.SSLError), match="certificate verify failed"):
        connect(broker)


def test_a_broker_whose_certificate_we_know_is_reached(broker: str, certificate: Path) -> None:
    connect(f"{broker}?ssl_ca_certs={certificate}")


def test_who_wants_no_certificate_has_to_say_so(broker: str) -> None:
    connect(f"{broker}?ssl_cert_reqs=none")
