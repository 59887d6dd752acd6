"""The unit as systemd's own tools read it, and the promises that it makes."""

import json
import re
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parent.parent / "systemd"
SERVICE, KIOSK = UNITS / "roomd.service", UNITS / "roomd-kiosk.service"
BACKUP, TIMER = UNITS / "roomd-backup.service", UNITS / "roomd-backup.timer"
MOST_EXPOSED = 1.5  # of 10


def analyze(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def settings(section: str, unit: Path = SERVICE) -> dict[str, list[str]]:
    """Return the values of each key of a section of a unit, in their order."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in unit.read_text("utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif current == section and line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("unit", [SERVICE, BACKUP], ids=lambda unit: unit.name)
def test_the_sandbox_is_tight(unit: Path) -> None:
    said = analyze("security", "--offline=true", str(unit)).stdout
    exposure = re.search(rf"Overall exposure level for {unit.name}: ([0-9.]+)", said)
    assert exposure is not None, said
    assert float(exposure[1]) <= MOST_EXPOSED


def test_only_what_the_work_needs_is_open() -> None:
    said = analyze("security", "--offline=true", "--json=short", str(SERVICE)).stdout
    opened = {check["json_field"] for check in json.loads(said) if not check["set"]}
    assert opened == {
        "DeviceAllow",  # serial ports
        "PrivateDevices",  # the same
        "IPAddressDeny",  # gateways, the broker and browsers on private networks
        "PrivateNetwork",  # the same
        "RestrictAddressFamilies_AF_INET_INET6",  # the same
        "RestrictAddressFamilies_AF_UNIX",  # sd_notify
        "ProcSubset",  # /proc/stat and the boot id
        "RootDirectoryOrRootImage",
    }


def test_systemd_understands_every_line() -> None:
    checked = analyze("verify", *map(str, (SERVICE, KIOSK, BACKUP, TIMER)))
    complaints = [
        line
        for line in (checked.stdout + checked.stderr).splitlines()
        if not re.search(r"Command /(opt/roomd/bin/roomd|usr/bin/cage) is not executable", line)
    ]
    assert complaints == []


def test_it_is_restarted_for_ever_but_not_with_a_refused_configuration() -> None:
    service, unit = settings("Service"), settings("Unit")
    assert service["Restart"] == ["always"]
    assert unit["StartLimitIntervalSec"] == ["0"]
    assert service["RestartPreventExitStatus"] == ["2"]
    assert "ExecStartPre" not in service  # its exit code would not prevent anything


def test_the_watchdog_outlives_a_slow_scan_and_no_hang() -> None:
    service = settings("Service")
    assert service["Type"] == ["notify"]
    assert service["WatchdogSec"] == ["20"]


def test_it_runs_as_its_own_user_who_may_use_serial_ports(tmp_path: Path) -> None:
    assert settings("Service")["User"] == ["roomd"]
    made = subprocess.run(
        [
            *("systemd-sysusers", "--dry-run", f"--root={tmp_path}"),
            str(UNITS / "roomd.sysusers"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    said = made.stdout + made.stderr
    assert "Creating user 'roomd' (Archive room controller)" in said
    members = re.findall(r"^m (\S+) (\S+)$", (UNITS / "roomd.sysusers").read_text(), re.MULTILINE)
    assert members == [("roomd", "dialout")]


@pytest.mark.parametrize("device", ["ttyUSB", "ttyACM", "ttyAMA"])
def test_serial_ports_of_every_kind_are_open(device: str) -> None:
    assert f"char-{device} rw" in settings("Service")["DeviceAllow"]


def test_the_kiosk_starts_anew_with_the_controller_and_gets_its_key_from_systemd() -> None:
    unit, service = settings("Unit", KIOSK), settings("Service", KIOSK)
    assert unit["PartOf"] == unit["Wants"] == ["roomd.service"]
    assert service["LoadCredential"] == ["key:/run/roomd/local-panel.key"]
    assert service["Restart"] == ["always"]
    assert service["User"] != settings("Service")["User"]
    (start,) = service["ExecStart"]
    assert '"--app=http://127.0.0.1:8080/local?key=$$(cat "$$CREDENTIALS_DIRECTORY/key")"' in start


def test_the_backup_runs_each_day_as_the_user_of_the_files_behind_everything_else() -> None:
    timer, service = settings("Timer", TIMER), settings("Service", BACKUP)
    assert timer["Persistent"] == ["true"]  # a night without power is made up for
    assert "RandomizedDelaySec" in timer
    checked = analyze("calendar", *timer["OnCalendar"])
    assert checked.returncode == 0
    for key in ("User", "Group", "StateDirectory", "UMask"):
        assert service[key] == settings("Service")[key]
    assert service["Type"] == ["oneshot"]
    assert service["IOSchedulingClass"] == ["idle"]
    assert service["ReadWritePaths"] == ["-/mnt -/media"]
    (start,) = service["ExecStart"]
    assert start == "/opt/roomd/bin/roomd backup run --config /etc/roomd/roomd.toml"


def test_the_process_metrics_are_not_hidden() -> None:
    assert "ProcSubset" not in settings("Service")


def test_passwords_are_for_the_service_only() -> None:
    lines = (UNITS / "roomd.tmpfiles").read_text("utf-8").splitlines()
    rules = [line.split() for line in lines if not line.startswith("#")]
    modes = {path: tuple(rest[:3]) for _, path, *rest in rules}
    assert modes["/etc/roomd/credentials"] == ("0750", "root", "roomd")
    assert modes["/etc/roomd/credentials/*"] == ("0640", "root", "roomd")


def test_the_panel_may_save_the_configuration_and_nothing_else_of_the_system() -> None:
    service = settings("Service")
    assert service["ProtectSystem"] == ["strict"]
    assert service["ReadWritePaths"] == ["-/etc/roomd"]
    lines = (UNITS / "roomd.tmpfiles").read_text("utf-8").splitlines()
    rules = [line.split() for line in lines if not line.startswith("#")]
    owners = {path: tuple(rest[:3]) for _, path, *rest in rules}
    assert owners["/etc/roomd"] == ("1770", "root", "roomd")  # sticky: each may rename his own only
    for path in ("/etc/roomd/roomd.toml", "/etc/roomd/conf.d/*.toml"):
        assert owners[path] == ("0640", "roomd", "roomd")
    assert owners["/etc/roomd/conf.d"] == ("0750", "roomd", "roomd")
    for path in ("/etc/roomd/profiles", "/etc/roomd/credentials"):
        assert owners[path][1] == "root"
