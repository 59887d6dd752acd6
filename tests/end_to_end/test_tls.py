"""The daemon by TLS as `roomd tls init` and the configuration say, and plain on this machine."""

import json
import ssl
import subprocess
import sys
import urllib.request

from tests.rig import simulated, tcp_line
from tests.waiting import wait_until

from .daemon_kit import PROFILES, bus_of, configuration, daemon, scenario

ADDRESS = "0.0.0.0"  # noqa: S104 - the whole network is meant


def test_a_daemon_with_a_certificate_is_plain_here_and_tells_when_it_ends() -> None:
    with simulated(scenario(tcp_line("wire")), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        folder = config.parent / "tls"
        init = ("tls", "init", "--directory", str(folder), "--name", "localhost")
        subprocess.run([sys.executable, "-m", "daemon.cli", *init], check=True, timeout=60)
        lines = (
            f'[panel]\nhost = "{ADDRESS}"\ntls = true',
            f'tls_certificate = "{folder}/server.crt"\ntls_key = "{folder}/server.key"',
        )
        text = config.read_text("utf-8").replace("[panel]", "\n".join(lines))
        config.write_text(text, encoding="utf-8")
        with daemon(config) as running:
            wait_until(lambda: "roomd_tls_certificate_expiry" in metrics(running.url))
            assert running.announced.startswith(f"https://{ADDRESS}:")
            context = ssl.create_default_context(cafile=folder / "ca.crt")
            context.check_hostname = False  # of 127.0.0.2 this certificate says nothing
            port = running.announced.rpartition(":")[2]
            request = urllib.request.Request(
                f"https://127.0.0.2:{port}livez", headers={"Host": "localhost"}
            )
            with urllib.request.urlopen(request, timeout=10, context=context) as answer:
                assert "max-age" in answer.headers["Strict-Transport-Security"]
            with urllib.request.urlopen(f"{running.url}readyz", timeout=10) as answer:
                assert json.load(answer)["ready"]


def metrics(url: str) -> str:
    with urllib.request.urlopen(f"{url}metrics", timeout=5) as answer:
        return str(answer.read().decode())
