"""What a source tells goes into the index once, whole, and is never lost by telling it again."""

from pathlib import Path

import pytest

from records_sync.index.database import BusyError, NewerSchemaError
from records_sync.index.guard import EpochError, HeldError, Plan
from records_sync.index.writing import IndexWriter
from records_sync.model import Gone, Put
from tests.records_site import changed, puts, record

from .index_kit import (
    DAY,
    FILE,
    SOURCE,
    Clock,
    check,
    dump,
    filled,
    found,
    gone,
    ids,
    increment,
    live,
    page,
    put,
    snapshot,
)


def test_a_first_snapshot_is_there_whole(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(1200))
    assert len(live(path)) == 1200
    check(path)


def test_telling_a_snapshot_again_changes_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(600))
    before = dump(path)
    with IndexWriter(path, Clock()) as writer:
        applied = snapshot(writer, puts(600))
    assert (applied.added, applied.changed, applied.removed, applied.same) == (0, 0, 0, 600)
    assert dump(path) == before
    check(path)


def test_a_later_snapshot_adds_changes_and_removes(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(600))
    told = [*puts(40, first=600), Put(record=changed(record(7))), *puts(570, first=30)]
    told += [one for one in puts(30) if one.record.id not in {record(7).id, record(8).id}]
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=True)
        run.take(page(*told))
        assert run.plan() == Plan(added=40, changed=1, removed=1, total_before=600, told=639)
        assert len(live(path)) == 600
        applied = run.apply()
    assert (applied.added, applied.changed, applied.removed) == (40, 1, 1)
    assert (applied.same, applied.total) == (598, 639)
    assert record(8).id not in live(path)
    assert live(path)[record(7).id].endswith("（修订）")
    check(path)


def test_nothing_of_a_staged_snapshot_counts_before_it_is_applied(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(100))
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=True)
        run.take(page(put("new", "崭新的题名"), cursor="at 1"))
        assert found(path, "崭新").count == 0
        assert writer.cursor(SOURCE) == ("500", "")
        run.discard()
    check(path)
    assert len(live(path)) == 100


def test_a_staged_snapshot_resumes_where_it_was_broken_off(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(400))
    with IndexWriter(path, Clock()) as writer:
        writer.begin(SOURCE, snapshot=True).take(page(*puts(200), cursor="200"))
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=True)
        assert run.cursor == "200"
        run.take(page(*puts(210, first=200), cursor="410"))
        applied = run.apply()
        assert writer.cursor(SOURCE) == ("410", "")
    assert (applied.added, applied.removed, applied.same) == (10, 0, 400)
    check(path)


def test_a_first_snapshot_resumes_where_it_was_broken_off(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=True)
        run.take(page(*puts(200), cursor="200"))
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=True)
        assert run.cursor == "200"
        run.take(page(*puts(100, first=200), cursor="300"))
        assert run.plan().told == 300
        assert run.apply().total == 300
    check(path)


def test_a_discarded_first_snapshot_keeps_what_came_and_the_next_compares(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=True)
        run.take(page(*puts(200), cursor="200"))
        run.discard()
        assert len(live(path)) == 200
        with pytest.raises(HeldError):
            snapshot(writer, puts(10))
    assert len(live(path)) == 200


@pytest.mark.parametrize(("total", "left"), [(1000, 949), (1000, 0), (6000, 5939), (41, 1), (6, 1)])
def test_h10_a_mass_removal_is_held_and_nothing_changes(
    tmp_path: Path, total: int, left: int
) -> None:
    path = filled(tmp_path, puts(total))
    with IndexWriter(path, Clock()) as writer:
        with pytest.raises(HeldError) as held:
            snapshot(writer, puts(left))
        assert held.value.plan.removed == total - left
        assert len(live(path)) == total
    with IndexWriter(path, Clock()) as writer:  # a person approves it later
        run = writer.begin(SOURCE, snapshot=True)
        assert run.is_held
        assert run.apply(approved=True).removed == total - left
        assert not writer.begin(SOURCE, snapshot=True).is_held
    assert len(live(path)) == left
    check(path)


@pytest.mark.parametrize(("total", "left"), [(1000, 950), (6000, 5940), (60, 30), (41, 21), (5, 1)])
def test_what_is_at_the_limit_is_not_held(tmp_path: Path, total: int, left: int) -> None:
    path = filled(tmp_path, puts(total))
    with IndexWriter(path, Clock()) as writer:
        assert snapshot(writer, puts(left)).total == left


def test_an_empty_first_snapshot_is_held(tmp_path: Path) -> None:
    with IndexWriter(tmp_path / FILE, Clock()) as writer, pytest.raises(HeldError):
        snapshot(writer, [])


def test_deletions_told_in_increments_are_held_in_mass_too(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(300))
    told = [gone(one.record.id) for one in puts(60)]
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=False)
        run.take(page(*told[:40], cursor="a"))
        with pytest.raises(HeldError) as held:
            run.take(page(*told[40:], cursor="b"))
        assert held.value.plan.removed == 60
        assert writer.cursor(SOURCE)[0] == "a"
        assert len(live(path)) == 260
        run = writer.begin(SOURCE, snapshot=False, approved=True)
        run.take(page(*told[40:], cursor="b"))
    assert len(live(path)) == 240
    check(path)


def test_an_older_put_does_not_bring_a_record_back_and_a_newer_does(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("a", "一", rev=3))
        increment(writer, gone("a", rev=5))
        for rev in (4, 5):
            increment(writer, put("a", "旧", rev=rev))
            assert live(path) == {}
        increment(writer, put("a", "新", rev=6))
    assert live(path) == {"a": "新"}
    check(path)


def test_a_deletion_of_an_unknown_record_keeps_older_puts_out(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with IndexWriter(path, Clock()) as writer:
        increment(writer, gone("a", rev=5))
        increment(writer, put("a", rev=4))
        assert live(path) == {}
        increment(writer, put("a", rev=6))
        assert list(live(path)) == ["a"]
    check(path)


def test_an_older_deletion_does_not_remove_a_newer_record(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("a", rev=7), gone("a", rev=6))
    assert list(live(path)) == ["a"]


def test_a_page_told_in_any_order_comes_to_the_same(tmp_path: Path) -> None:
    items: list[Put | Gone] = [
        put("a", "一", rev=1),
        put("a", "三", rev=3),
        gone("b", rev=2),
        put("b", rev=1),
    ]
    items += [put("b", "回", rev=4), put("a", "二", rev=2)]
    for at, order in enumerate((items, items[::-1], items[2:] + items[:2])):
        folder = tmp_path / str(at)
        folder.mkdir()
        with IndexWriter(folder / FILE, Clock()) as writer:
            for _ in range(2):
                increment(writer, *order)
        assert live(folder / FILE) == {"a": "三", "b": "回"}
        check(folder / FILE)


def test_without_revisions_content_decides_and_a_put_brings_a_record_back(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("a", "一"))
        assert increment(writer, put("a", "一")).same == 1
        assert increment(writer, put("a", "二")).changed == 1
        assert increment(writer, gone("a")).removed == 1
        assert increment(writer, put("a", "二")).added == 1
    check(path)


def test_h10_a_tombstone_is_kept_for_thirty_days(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / FILE
    with IndexWriter(path, clock) as writer:
        increment(writer, put("a", rev=1), put("b", rev=1))
        increment(writer, gone("a", rev=2))
        clock.now += 30 * DAY
        increment(writer, put("a", rev=1))
        assert "a" not in live(path)
        clock.now += 1
        increment(writer)
        increment(writer, put("a", rev=1))
        assert "a" in live(path)


def test_a_record_that_gets_its_code_is_still_the_same_record(tmp_path: Path) -> None:
    path = tmp_path / FILE
    filed = put("J1-WS-2020-Y-BGS-0001", "请示", temp_no="LS-7", ref_code="J1-WS·2020-Y-BGS-0001")
    orders: list[list[Put | Gone]] = [[filed, gone("LS-7")], [gone("LS-7"), filed]]
    for order in orders:
        path.unlink(missing_ok=True)
        with IndexWriter(path, Clock()) as writer:
            increment(writer, put("LS-7", "请示", temp_no="LS-7"))
            number = found(path, "LS-7").hits[0].entry.number
            increment(writer, *order)
        hit = found(path, "LS-7").hits[0].entry
        assert (hit.number, hit.former_ids) == (number, ("LS-7",))
        assert list(live(path)) == [filed.record.id]
        check(path)


def test_a_snapshot_in_which_a_record_gets_its_code_removes_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("LS-7", "请示", temp_no="LS-7"), put("b")])
    filed = put("J1-1", "请示", temp_no="LS-7", ref_code="J1-1-1-1")
    with IndexWriter(path, Clock()) as writer:
        applied = snapshot(writer, [filed, put("b")])
    assert (applied.added, applied.changed, applied.removed) == (0, 1, 0)
    check(path)


def test_a_temporary_number_is_an_alias_for_ever(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a", temp_no="LS-2020-0007")])
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("a", temp_no="LS-2021-0100"))
        increment(writer, put("a", temp_no="", ref_code="J1-2-3-4"))
    for text in ("LS-2020-0007", "ls—2020—0007", "LS-2021-0100", "J1-2-3-4"):
        assert ids(found(path, text)) == ["a"]
    assert set(found(path, "LS-2020-0007").hits[0].entry.temp_nos) == {
        "LS-2020-0007",
        "LS-2021-0100",
    }
    check(path)


def test_another_epoch_is_not_mixed_into_a_run(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with IndexWriter(path, Clock()) as writer:
        run = writer.begin(SOURCE, snapshot=False)
        run.take(page(put("a"), cursor="1", epoch="x"))
        with pytest.raises(EpochError):
            run.take(page(put("b"), cursor="2", epoch="y"))
        assert writer.cursor(SOURCE) == ("1", "x")
        whole = writer.begin(SOURCE, snapshot=True)  # a snapshot may bring the new one
        whole.take(page(put("a"), put("b"), cursor="9", epoch="y"))
        whole.apply()
        assert writer.cursor(SOURCE) == ("9", "y")
    assert set(live(path)) == {"a", "b"}


def test_sources_do_not_touch_each_other(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(100))
    with IndexWriter(path, Clock()) as writer:
        snapshot(writer, [put("1-0000001", "同号")], source="feed")
        assert snapshot(writer, puts(100)).same == 100
    assert found(path, "同号").hits[0].entry.source == "feed"
    check(path)


def test_only_one_process_writes(tmp_path: Path) -> None:
    with IndexWriter(tmp_path / FILE), pytest.raises(BusyError), IndexWriter(tmp_path / FILE):
        pass
    with IndexWriter(tmp_path / FILE):
        pass


def test_a_file_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(3))
    with IndexWriter(path) as writer:
        writer._db.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerSchemaError), IndexWriter(path):
        pass


def test_text_that_no_file_can_hold_does_not_stop_a_run(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a\ud800", "题\x00名\udfff完")])
    with IndexWriter(path, Clock()) as writer:
        assert increment(writer, gone("a\ud800")).removed == 1
    check(path)


def test_what_was_made_in_another_form_is_made_anew(tmp_path: Path) -> None:
    path = filled(tmp_path, [*puts(300), put("a", temp_no="LS-2020-0007")])
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("a", temp_no="LS-2021-0001"))
        writer._db.executescript(
            "UPDATE form SET version = 0; INSERT INTO word (word) VALUES ('delete-all');"
            " DELETE FROM key; DELETE FROM tally;"
        )
    with IndexWriter(path, Clock()):
        pass
    assert ids(found(path, "LS-2020-0007")) == ["a"]
    check(path)


def test_revisions_tell_what_is_there(tmp_path: Path) -> None:
    with IndexWriter(tmp_path / FILE, Clock()) as writer:
        increment(writer, put("b", rev=2), put("a"), put("c", rev=1), gone("c", rev=4))
        assert list(writer.revisions(SOURCE)) == [("a", None), ("b", 2)]
