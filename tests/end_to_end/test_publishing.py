"""The daemon's states at a real broker, with a login from a credential file."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.daemon_kit import LINES, PROFILES, bus_of, configuration, daemon, scenario
from tests.rig import simulated
from tests.waiting import wait_until
from tests.wire.mqtt_kit import HOST, Broker

LOGIN = ("-u", "roomd", "-P", "secret-of-the-test")


def retained(broker: Broker, topic: str) -> str:
    """Return the retained message of a topic, empty where there is none within a second."""
    done = subprocess.run(
        [
            *("mosquitto_sub", "-h", HOST, "-p", str(broker.port), *LOGIN),
            *("-t", topic, "-C", "1", "-W", "1"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def test_states_are_retained_and_the_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(passwords), *LOGIN[1::2]], check=True)
    passwords.chmod(0o644)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "mqtt").write_text(LOGIN[3] + "\n", encoding="utf-8")
    monkeypatch.setitem(os.environ, "CREDENTIALS_DIRECTORY", str(credentials))
    broker = Broker(tmp_path)
    broker.extra = f"allow_anonymous false\npassword_file {passwords}\n"
    broker.start()
    try:
        with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
            config = configuration(rig, bus_of(rig, "tcp"))
            with config.open("a", encoding="utf-8") as more:
                more.write(
                    f'\n[mqtt]\nhost = "{HOST}"\nport = {broker.port}\nusername = "roomd"\n'
                    'password_credential = "mqtt"\n'
                )
            with daemon(config) as running:
                wait_until(lambda: retained(broker, "roomd/test/status") == "online")
                wait_until(lambda: retained(broker, "roomd/test/room/stack-1/state"))
                state = json.loads(retained(broker, "roomd/test/device/th-1/state"))
                assert "temperature" in json.dumps(state)
                assert LOGIN[3] not in running.log.read_text(encoding="utf-8")
                running.process.send_signal(signal.SIGTERM)
                running.process.wait(5)
            assert retained(broker, "roomd/test/status") == "offline"
    finally:
        broker.stop()
