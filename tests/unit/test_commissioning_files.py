"""The configuration files while the site runs: read, checked, saved, taken back, on a real disk."""

import asyncio
import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.commissioning.files import HELD_S, RESTART_AFTER_S
from daemon.commissioning.folder import Folder
from daemon.commissioning.kept import MOST
from daemon.commissioning.restarting import RESTING
from daemon.commissioning_ports import (
    BusyError,
    NothingToUndoError,
    RefusedTextError,
    StaleError,
    UnknownFileError,
    UnreadableError,
    UnwritableError,
)
from daemon.configuration.loading import load_config
from daemon.model import CycleStatus, Entry, Stage, reason
from tests.commissioning_kit import WHO, WHY, FilesSite
from tests.folder_worker import TEXTS
from tests.site_folder import GOOD, SECOND, edited, line_of, write_site
from tests.test_architecture import ROOT
from tests.waiting import until

MORE = {"conf.d/more.toml": SECOND}
WRONG = ("poll_s = 5.0", "poll_s = 0")


@pytest.fixture
def site(tmp_path: Path) -> FilesSite:
    return FilesSite(tmp_path, MORE)


async def began(site: FilesSite) -> FilesSite:
    await site.scanned()
    return site


# Reading


async def test_the_texts_are_those_of_the_disk_and_of_what_runs(site: FilesSite) -> None:
    texts = await site.files.texts()
    assert [each.name for each in texts.files] == ["roomd.toml", "conf.d/more.toml"]
    assert [each.text for each in texts.files] == [site.text, SECOND]
    assert texts.version == texts.running_version
    assert texts.changed is None
    assert not texts.may_undo
    assert texts.is_writable


async def test_nothing_but_the_configuration_is_ever_shown(site: FilesSite) -> None:
    folder = site.folder / "credentials"
    folder.mkdir()
    (folder / "mqtt").write_text("the secret", encoding="utf-8")
    (site.folder / "conf.d" / "notes.txt").write_text("no configuration", encoding="utf-8")
    texts = await site.files.texts()
    assert {each.name for each in texts.files} == {"roomd.toml", "conf.d/more.toml"}
    for name in ("credentials/mqtt", "conf.d/notes.txt", "profiles/test-th.toml"):
        with pytest.raises(UnknownFileError):
            await site.files.check(name, "")


async def test_a_profile_that_was_changed_is_not_yet_in_use(site: FilesSite) -> None:
    before = await site.files.texts()
    profile = site.folder / "profiles" / "test-th.toml"
    profile.write_text(f"# by hand\n{profile.read_text('utf-8')}", encoding="utf-8")
    texts = await site.files.texts()
    assert texts.version != before.version == texts.running_version
    assert texts.changed is not None
    assert texts.changed.file == "profiles/test-th.toml"
    site.begin()
    texts = await site.files.texts()
    assert texts.version == texts.running_version


async def test_files_whose_names_are_no_text_are_in_use_like_others(site: FilesSite) -> None:
    for name in (b"\xff.toml", b"\xfe.toml"):
        (site.folder / "conf.d" / os.fsdecode(name)).touch()
    site.begin()
    texts = await site.files.texts()
    assert texts.version == texts.running_version
    assert [each.name for each in texts.files[1:]] == [
        *("conf.d/more.toml", "conf.d/\\xfe.toml", "conf.d/\\xff.toml"),
    ]


async def test_a_change_on_the_machine_itself_is_told_with_its_time(site: FilesSite) -> None:
    before = await site.files.texts()
    (site.folder / "conf.d" / "more.toml").write_text(f"# by hand\n{SECOND}", encoding="utf-8")
    texts = await site.files.texts()
    assert texts.version != before.version == texts.running_version
    assert texts.changed is not None
    assert (texts.changed.file, texts.changed.who) == ("conf.d/more.toml", "")


async def test_a_file_that_cannot_be_read_says_so_in_both_languages(site: FilesSite) -> None:
    (site.folder / "conf.d" / "more.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableError) as told:
        await site.files.texts()
    assert "UTF-8" in told.value.texts["zh"]
    assert "UTF-8" in told.value.texts["en"]


async def test_a_file_that_is_no_toml_is_shown_all_the_same(site: FilesSite) -> None:
    (site.folder / "conf.d" / "more.toml").write_text("[[device\n", encoding="utf-8")
    texts = await site.files.texts()
    assert texts.files[1].text == "[[device\n"
    findings = await site.files.findings()
    assert [(each.file, each.line) for each in findings] == [("conf.d/more.toml", 1)]


# Checking


async def test_a_check_names_every_problem_with_its_line_in_both_languages(
    site: FilesSite,
) -> None:
    text = edited(WRONG, ('media = ["paper"]', 'media = ["cheese"]'), text=site.text)
    checked = await site.files.check("roomd.toml", text)
    assert not checked.is_sound
    assert [each.line for each in checked.findings] == [
        line_of(text, '"cheese"'),
        line_of(text, "poll_s = 0"),
    ]
    for each in checked.findings:
        assert each.file == "roomd.toml"
        assert each.texts["zh"] != each.texts["en"]
        assert each.texts["en"].startswith(f"roomd.toml:{each.line}: ")
    assert site.main.read_text(encoding="utf-8") == site.text


async def test_a_check_shows_doubts_and_the_difference_and_saves_nothing(site: FilesSite) -> None:
    text = edited(('port = "/dev/serial/by-path/port0"', 'port = "/dev/ttyUSB0"'), text=site.text)
    checked = await site.files.check("roomd.toml", text)
    assert checked.is_sound
    assert [each.is_warning for each in checked.findings] == [True]
    assert '-port = "/dev/serial/by-path/port0"\n+port = "/dev/ttyUSB0"' in checked.difference
    assert (await site.files.check("roomd.toml", site.text)).difference == ""
    assert site.main.read_text(encoding="utf-8") == site.text


async def test_a_check_sees_the_other_files_too(site: FilesSite) -> None:
    collision = SECOND.replace("unit_id = 4", "unit_id = 3")
    checked = await site.files.check("conf.d/more.toml", collision)
    assert [(each.file, each.line) for each in checked.findings] == [("conf.d/more.toml", 6)]
    new = await site.files.check("conf.d/third.toml", SECOND)
    assert {each.file for each in new.findings} == {"conf.d/third.toml"}


async def test_a_text_that_is_too_long_is_refused_as_at_a_start(site: FilesSite) -> None:
    checked = await site.files.check("roomd.toml", site.text + "#" * (1 << 20))
    assert not checked.is_sound
    assert "1024 KiB" in checked.findings[0].texts["en"]


@pytest.mark.parametrize("kind", ["key", "header", "entry", "tables"])
async def test_a_text_that_is_made_to_be_deep_is_refused_by_its_line(
    site: FilesSite, kind: str
) -> None:
    long = ".".join("a" * 5000)
    more = {
        "key": f"{long} = 1\n",
        "header": f"[{long}]\n",
        "entry": f"x = [{{ b = 1, {long} = 1 }}]\n",
        "tables": "".join(f"[['{n}' . {long}]]\n" for n in range(3)),
    }[kind]
    checked = await site.files.check("conf.d/deep.toml", f"\n{more}")
    ((place, words),) = [((each.file, each.line), each.texts) for each in checked.findings]
    assert place == ("conf.d/deep.toml", 2)
    assert "16" in words["zh"]
    assert "16" in words["en"]


async def test_what_is_wrong_a_thousand_times_is_told_a_hundred_times(site: FilesSite) -> None:
    checked = await site.files.check("roomd.toml", site.text + "[[room]]\n" * 900)
    *told, rest = checked.findings
    assert len(told) == 100
    assert (rest.file, rest.line) == ("roomd.toml", None)
    more = int(rest.texts["en"].removeprefix("and ").removesuffix(" more"))
    assert more > 900
    assert rest.texts["zh"] == f"还有 {more} 处"


@pytest.mark.parametrize(
    "more",
    [
        "[[room]]\n" * 100_000,
        "".join(f"k{n} = 1\n" for n in range(90_000)),
        f"x = [{'1,' * 500_000}]\n",
        "".join(f"[t{n}]\nx = [{'1,' * 900}]\n" for n in range(30)),
    ],
)
async def test_more_than_anybody_means_is_one_finding(site: FilesSite, more: str) -> None:
    checked = await site.files.check("conf.d/large.toml", more)
    (finding,) = checked.findings
    assert "1000" in finding.texts["en"]


# Saving


@pytest.mark.parametrize("elsewhere", ["empty", "with a ledger"])
async def test_another_storage_directory_is_refused_by_its_line(
    site: FilesSite, elsewhere: str
) -> None:
    await began(site)
    text = moved(site, elsewhere)
    checked = await site.files.check("roomd.toml", text)
    (finding,) = checked.findings
    assert (finding.line, checked.is_sound) == (line_of(text, "directory ="), False)
    assert "stop roomd" in finding.texts["en"]
    assert "停止 roomd" in finding.texts["zh"]
    with pytest.raises(RefusedTextError):
        await site.save(text)
    assert site.main.read_text(encoding="utf-8") == site.text


async def test_without_its_line_the_storage_directory_is_another_one_too(site: FilesSite) -> None:
    await began(site)
    line = next(each for each in site.text.splitlines(True) if each.startswith("directory ="))
    checked = await site.files.check("roomd.toml", site.text.replace(line, ""))
    assert "/var/lib/roomd" in checked.findings[0].texts["en"]


async def test_a_restart_follows_the_memory_and_leaves_it_nowhere(site: FilesSite) -> None:
    await began(site)
    site.main.write_text(moved(site, "empty"), encoding="utf-8")
    with pytest.raises(RefusedTextError):
        await site.restart()
    assert len(await site.files.findings()) == 1
    site.main.write_text(moved(site, "with a ledger"), encoding="utf-8")
    await site.restart()
    await until(lambda: site.restarts)


def moved(site: FilesSite, name: str) -> str:
    """Return the main file with another storage directory."""
    folder = site.folder / name
    folder.mkdir(exist_ok=True)
    (folder / "ledger.db").write_bytes(b"rows" if name != "empty" else b"")
    return site.text.replace(f'"{site.folder / "data"}"', f'"{folder}"')


async def test_a_save_is_whole_keeps_the_mode_and_is_told(site: FilesSite) -> None:
    await began(site)
    site.main.chmod(0o640)
    texts = await site.save(site.renamed)
    assert site.main.read_text(encoding="utf-8") == site.renamed
    assert stat.S_IMODE(site.main.stat().st_mode) == 0o640
    assert sorted(each.name for each in site.folder.iterdir()) == [
        *("conf.d", "data", "profiles", "roomd.toml"),
    ]
    assert texts.version == load_config(site.main).texts != texts.running_version
    assert texts.changed is not None
    assert (texts.changed.who, texts.changed.why, texts.changed.file) == (WHO, WHY, "roomd.toml")
    assert texts.changed.at == site.clock.utc()
    (row,) = site.rows
    assert (row.kind, row.subject) == ("configuration", "roomd.toml")
    assert (row.body["by"], row.body["why"], row.body["after"]) == (WHO, WHY, texts.version)


async def test_what_is_not_sound_is_not_saved(site: FilesSite) -> None:
    await began(site)
    with pytest.raises(RefusedTextError) as told:
        await site.save(edited(WRONG, text=site.text))
    assert [each.line for each in told.value.findings] == [line_of(site.text, "poll_s = 5.0")]
    assert site.main.read_text(encoding="utf-8") == site.text
    assert site.rows == []


async def test_who_saves_over_another_change_is_told_by_whom_and_when(site: FilesSite) -> None:
    await began(site)
    seen = (await site.files.texts()).version
    site.clock.t += 60
    await site.save(site.renamed, who="李四")
    with pytest.raises(StaleError) as told:
        await site.save(f"{site.text}\n# mine\n", version=seen)
    assert told.value.changed is not None
    assert (told.value.changed.who, told.value.changed.at) == ("李四", site.clock.utc())
    assert site.main.read_text(encoding="utf-8") == site.renamed


async def test_a_change_by_hand_is_never_overwritten_unseen(site: FilesSite) -> None:
    await began(site)
    seen = (await site.files.texts()).version
    (site.folder / "conf.d" / "more.toml").write_text(f"# by hand\n{SECOND}", encoding="utf-8")
    with pytest.raises(StaleError) as told:
        await site.save(site.renamed, version=seen)
    assert told.value.changed is not None
    assert told.value.changed.who == ""


async def test_of_two_that_save_at_once_one_is_told_to_look_again(site: FilesSite) -> None:
    await began(site)
    seen = (await site.files.texts()).version
    saves = [
        asyncio.create_task(site.save(f"{site.text}# {n}\n", version=seen, who=f"{n}"))
        for n in range(4)
    ]
    done, _ = await asyncio.wait(saves)
    errors = [task.exception() for task in done]
    assert sum(error is None for error in errors) == 1
    assert all(isinstance(error, StaleError) for error in errors if error is not None)
    assert len(site.rows) == 1


async def test_a_new_file_is_made_and_no_name_leads_elsewhere(site: FilesSite) -> None:
    await began(site)
    third = SECOND.replace("th-south", "th-third").replace("unit_id = 4", "unit_id = 5")
    await site.save(third, "conf.d/third.toml")
    assert (site.folder / "conf.d" / "third.toml").read_text(encoding="utf-8") == third
    for name in (
        *("", "../roomd.toml", "/etc/passwd", "conf.d/../roomd.toml", "conf.d/.toml"),
        *("conf.d/A.toml", "conf.d/a/b.toml", "conf.d/a.toml\n", f"conf.d/{'a' * 41}.toml"),
        *("conf.d", "other.toml", "conf.d/\N{CYRILLIC SMALL LETTER A}.toml", "conf.d/\0.toml"),
    ):
        with pytest.raises(UnknownFileError):
            await site.save(third, name)


async def test_the_line_ends_of_a_file_stay(site: FilesSite) -> None:
    await began(site)
    windows = SECOND.replace("\n", "\r\n")
    file = site.folder / "conf.d" / "more.toml"
    file.write_bytes(windows.encode())
    typed = SECOND.replace("th-south", "th-west")
    checked = await site.files.check("conf.d/more.toml", typed)
    assert checked.difference.count("\n-") == checked.difference.count("\n+") - 1 == 1
    await site.save(typed, "conf.d/more.toml")
    assert file.read_bytes() == typed.replace("\n", "\r\n").encode()


async def test_nothing_is_saved_before_control_remembers(site: FilesSite) -> None:
    with pytest.raises(BusyError):
        await site.save(site.renamed)
    assert site.main.read_text(encoding="utf-8") == site.text


async def test_a_save_is_in_the_ledger_though_who_asked_has_left(site: FilesSite) -> None:
    await began(site)
    texts = await site.files.texts()
    asked = asyncio.create_task(site.save(site.renamed, version=texts.version))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await site.files.texts()  # behind the save in its queue
    assert site.main.read_text(encoding="utf-8") == site.renamed
    assert [row.body["what"] for row in site.rows] == ["saved"]


# Not possible


def worker(folder: Path, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.folder_worker", what],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_folder_of_somebody_else_says_what_to_do(tmp_path: Path) -> None:
    main = write_site(tmp_path)
    tmp_path.chmod(0o555)
    process = worker(tmp_path, "nobody")
    told, _ = process.communicate(timeout=60)
    tmp_path.chmod(0o755)
    is_writable, texts = json.loads(told)
    assert not is_writable
    for language in ("zh", "en"):
        assert "EACCES" in texts[language]
        assert "ReadWritePaths" in texts[language]
    assert main.read_text(encoding="utf-8") == GOOD
    assert sorted(each.name for each in tmp_path.iterdir()) == ["profiles", "roomd.toml"]


def test_files_of_somebody_else_in_a_sticky_folder_are_not_said_to_be_writable(
    tmp_path: Path,
) -> None:
    write_site(tmp_path)
    tmp_path.chmod(0o1777)
    told, _ = worker(tmp_path, "nobody").communicate(timeout=60)
    is_writable, texts = json.loads(told)
    assert not is_writable
    assert "EPERM" in texts["en"]


async def test_a_save_that_fails_changes_nothing_and_is_not_told_as_one(site: FilesSite) -> None:
    await began(site)
    (site.folder / ".roomd.toml.new").mkdir()
    with pytest.raises(UnwritableError):
        await site.save(site.renamed)
    assert site.main.read_text(encoding="utf-8") == site.text
    texts = await site.files.texts()
    assert (texts.changed, texts.may_undo, site.rows) == (None, False, [])


async def test_a_file_that_is_in_place_is_told_as_saved_though_its_folder_is_not_synced(
    site: FilesSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    await began(site)
    real, folder = os.fsync, site.folder.stat()

    def fsync(opened: int) -> None:
        if os.path.samestat(os.fstat(opened), folder):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    texts = await site.save(site.renamed)
    assert site.main.read_text(encoding="utf-8") == site.renamed
    assert texts.changed is not None
    assert (texts.changed.who, texts.may_undo, len(site.rows)) == (WHO, True, 1)
    await site.files.undo(version=texts.version, who=WHO)
    assert site.main.read_text(encoding="utf-8") == site.text


async def test_without_a_place_for_the_former_text_nothing_is_saved(site: FilesSite) -> None:
    await began(site)
    (site.folder / "data").write_text("no folder", encoding="utf-8")
    with pytest.raises(UnwritableError) as told:
        await site.save(site.renamed)
    assert "configurations" in told.value.texts["en"]
    assert site.main.read_text(encoding="utf-8") == site.text


async def test_a_file_that_is_a_link_is_not_replaced(site: FilesSite) -> None:
    await began(site)
    elsewhere = site.folder / "elsewhere.toml"
    site.main.rename(elsewhere)
    site.main.symlink_to(elsewhere)
    with pytest.raises(UnwritableError) as told:
        await site.save(site.renamed)
    assert "link" in told.value.texts["en"]
    assert site.main.is_symlink()


def test_a_save_that_is_killed_leaves_one_whole_text_or_the_other(tmp_path: Path) -> None:
    main = write_site(tmp_path, TEXTS["a"])
    seen = set()
    for n in range(12):
        process = worker(tmp_path, "write")
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        time.sleep(0.003 * n)  # somewhere within a save
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        text = main.read_text(encoding="utf-8")
        assert text in TEXTS.values()
        seen.add(text)
    Folder(main).put("roomd.toml", GOOD)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["profiles", "roomd.toml"]
    assert len(seen) == 2


async def test_a_save_that_was_cut_off_before_the_file_changed_never_was(site: FilesSite) -> None:
    await began(site)
    await site.save(site.renamed)
    site.main.write_text(site.text, encoding="utf-8")  # as it was before the rename
    texts = await site.files.texts()
    assert (texts.changed, texts.may_undo) == (None, False)


# Taking back


async def test_an_undo_is_a_save_of_the_former_text(site: FilesSite) -> None:
    await began(site)
    texts = await site.save(site.renamed)
    texts = await site.files.undo(version=texts.version, who="李四")
    assert site.main.read_text(encoding="utf-8") == site.text
    assert texts.version == texts.running_version
    assert texts.changed is not None
    assert (texts.changed.who, texts.changed.takes_back) == ("李四", True)
    assert [row.body["what"] for row in site.rows] == ["saved", "undone"]
    texts = await site.files.undo(version=texts.version, who="李四")
    assert site.main.read_text(encoding="utf-8") == site.renamed


async def test_an_undo_gives_the_former_bytes(site: FilesSite) -> None:
    for former, saved in (
        (site.text, site.renamed.replace("\n", "\r\n")),
        (f"\ufeff{site.text}", site.renamed),
        (site.text.replace("\n", "\r\n", 9), site.renamed),
    ):
        site.main.write_bytes(former.encode())
        site.begin()
        await began(site)
        texts = await site.save(saved)
        texts = await site.files.undo(version=texts.version, who=WHO)
        assert site.main.read_bytes() == former.encode()
        assert texts.version == texts.running_version


async def test_what_was_kept_is_readable_toml_for_us_alone(site: FilesSite) -> None:
    await began(site)
    await site.save(site.renamed)
    kept = site.folder / "data" / "configurations"
    assert (kept / "000001.toml").read_text(encoding="utf-8") == site.text
    note = json.loads((kept / "000001.json").read_text(encoding="utf-8"))
    assert (note["file"], note["who"], note["why"]) == ("roomd.toml", WHO, WHY)
    for file in kept.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700


async def test_the_last_fifty_texts_stay(site: FilesSite) -> None:
    await began(site)
    for n in range(MOST + 2):
        await site.save(f"{site.text}# {n}\n")
    kept = sorted(each.name for each in (site.folder / "data" / "configurations").glob("*.toml"))
    assert len(kept) == MOST
    assert kept[-1] == f"{MOST + 2:06}.toml"


async def test_an_undo_takes_a_new_file_away_and_brings_it_back(site: FilesSite) -> None:
    await began(site)
    third = SECOND.replace("th-south", "th-third").replace("unit_id = 4", "unit_id = 5")
    texts = await site.save(third, "conf.d/third.toml")
    texts = await site.files.undo(version=texts.version, who=WHO)
    assert not (site.folder / "conf.d" / "third.toml").exists()
    await site.files.undo(version=texts.version, who=WHO)
    assert (site.folder / "conf.d" / "third.toml").read_text(encoding="utf-8") == third


async def test_there_is_no_undo_over_what_somebody_else_did(site: FilesSite) -> None:
    await began(site)
    with pytest.raises(NothingToUndoError):
        await site.files.undo(version=(await site.files.texts()).version, who=WHO)
    texts = await site.save(site.renamed)
    (site.folder / "conf.d" / "more.toml").write_text(f"# by hand\n{SECOND}", encoding="utf-8")
    with pytest.raises(StaleError):
        await site.files.undo(version=texts.version, who=WHO)
    now = await site.files.texts()
    assert not now.may_undo
    with pytest.raises(NothingToUndoError):
        await site.files.undo(version=now.version, who=WHO)


async def test_an_undo_is_checked_like_every_save(site: FilesSite) -> None:
    await began(site)
    site.main.write_text(edited(WRONG, text=site.text), encoding="utf-8")
    texts = await site.save(site.text)
    with pytest.raises(RefusedTextError):
        await site.files.undo(version=texts.version, who=WHO)
    assert site.main.read_text(encoding="utf-8") == site.text


# Restarting


def cycle(stage: Stage, entry: Entry) -> CycleStatus:
    return CycleStatus(
        programme="uv-1",
        room="stack-1",
        output="uv",
        stage=stage,
        since=0.0,
        left_s=None,
        entry=entry,
        reason=reason("cycle_idle"),
    )


async def test_a_restart_is_asked_for_after_the_answer_and_told(site: FilesSite) -> None:
    await site.scanned(cycle(Stage.IDLE, Entry.FREE))
    await site.restart()
    assert site.restarts == []
    await until(lambda: site.restarts)
    assert [row.body["what"] for row in site.rows] == ["restart"]


@pytest.mark.parametrize(
    ("stage", "entry"),
    [
        *((stage, Entry.FORBIDDEN) for stage in Stage),
        *((stage, Entry.FREE) for stage in Stage if stage not in RESTING),
    ],
)
async def test_no_restart_while_a_cycle_is_not_over(
    site: FilesSite, stage: Stage, entry: Entry
) -> None:
    await site.scanned(cycle(stage, entry))
    with pytest.raises(BusyError) as told:
        await site.restart()
    assert "uv-1" in told.value.texts["zh"]


async def test_a_cycle_that_begins_meanwhile_keeps_the_site_running(site: FilesSite) -> None:
    await site.scanned()
    await site.restart()
    await site.scanned(cycle(Stage.REQUESTED, Entry.FREE))
    await until(lambda: site.files.status)
    assert site.restarts == []
    assert "uv-1" in site.files.status
    assert "uv-1" in ((await site.files.texts()).trouble or {})["zh"]
    site.clock.t += HELD_S
    assert site.files.status == ""


async def test_what_kept_the_site_running_is_forgotten_at_the_next_save(site: FilesSite) -> None:
    await site.scanned()
    await site.restart()
    await site.scanned(cycle(Stage.REQUESTED, Entry.FREE))
    await until(lambda: site.files.status)
    texts = await site.save(site.renamed)
    assert texts.trouble is None
    assert texts.running_since < site.clock.utc() + timedelta(seconds=1)


async def test_nobody_puts_into_use_what_another_has_saved_since(site: FilesSite) -> None:
    await began(site)
    seen = (await site.files.texts()).version
    await site.save(site.renamed, who="李四")
    with pytest.raises(StaleError) as told:
        await site.restart(seen)
    assert told.value.changed is not None
    assert told.value.changed.who == "李四"
    saving = asyncio.create_task(site.save(f"{site.renamed}# late\n"))
    ending = asyncio.create_task(site.restart())  # before that is done
    await asyncio.wait([saving, ending])
    assert saving.exception() is None
    assert isinstance(ending.exception(), StaleError)


async def test_nothing_is_saved_and_nobody_asks_again_once_a_restart_is_due(
    site: FilesSite,
) -> None:
    await began(site)
    await site.restart()
    for asked in (site.save(site.renamed), site.restart()):
        with pytest.raises(BusyError):
            await asked
    await until(lambda: site.restarts)
    assert len(site.restarts) == 1
    assert site.main.read_text(encoding="utf-8") == site.text


async def test_a_restart_that_is_due_ends_with_the_site(site: FilesSite) -> None:
    await began(site)
    await site.restart()
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    await site.files.aclose()
    loop.call_later(2 * RESTART_AFTER_S, over.set)
    await over.wait()
    assert site.restarts == []


async def test_no_restart_into_files_that_are_not_sound(site: FilesSite) -> None:
    await began(site)
    site.main.write_text(edited(WRONG, text=site.text), encoding="utf-8")
    with pytest.raises(RefusedTextError):
        await site.restart()


async def test_no_restart_before_the_first_scan(site: FilesSite) -> None:
    with pytest.raises(BusyError):
        await site.restart()
