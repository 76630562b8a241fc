"""A broker that is reached by TLS has to show a certificate that we have reason to believe."""

import ssl
import subprocess
from pathlib import Path

import pytest
from kombu.exceptions import OperationalError
from serving import free_port

from app.execution.celery import celery_app
from tests.redis_server import redis_server

_CERTIFY = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=broker"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of a broker on this machine, with its key beside it; nobody has signed it but itself."""
    home = tmp_path_factory.mktemp("certificate")
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", home / "key", "-out", home / "certificate"]
    subprocess.run([*_CERTIFY.split(), *names], check=True, capture_output=True)
    return home / "certificate"


@pytest.fixture(scope="module")
def broker(certificate: Path):
    """The address of a Redis that shows this certificate."""
    port = free_port()
    shown = ["--tls-cert-file", str(certificate), "--tls-key-file", str(certificate.with_name("key"))]
    with redis_server(options=["--tls-port", str(port), *shown, "--tls-auth-clients", "no"]):
        yield f"rediss://127.0.0.1:{port}/1"


def connect(address):
    with celery_app(address, timeout=10).connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=5)
        connection.default_channel.client.ping()


def test_a_broker_whose_certificate_nobody_signed_is_refused(broker):
    with pytest.raises((OperationalError, ConnectionError, ssl.SSLError), match="certificate verify failed"):
        connect(broker)


def test_a_broker_whose_certificate_we_know_is_reached(broker, certificate):
    connect(f"{broker}?ssl_ca_certs={certificate}")


def test_who_wants_no_certificate_has_to_say_so(broker):
    connect(f"{broker}?ssl_cert_reqs=none")
