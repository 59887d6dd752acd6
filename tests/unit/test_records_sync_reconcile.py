"""Everything is compared with a source: by digests where it tells them, else as a whole list."""

from pathlib import Path

from records_sync.index.writing import IndexWriter
from records_sync.sources import troubles
from records_sync.sync import codes
from records_sync.sync.origin import Means, reconciled
from records_sync.sync.report import Outcome, Report, Task
from records_sync.sync.sentences import SENTENCES, sentence
from records_sync.sync.standing import keep
from tests.unit.records_sync_kit import QUICK, Told, gone, ids, one, puts, synced_once, titles


async def reconciled_once(path: Path, source: Told) -> list[Report]:
    with IndexWriter(path) as writer:
        return [r async for r in reconciled(source, Means(writer=writer, limits=QUICK))]


async def test_removals_that_were_never_told_show_when_all_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    await synced_once(path, Told(pages=[puts(range(100))]))
    now = Told(pages=[puts(range(90)), puts([5], title="改过")])
    now.pages.append(())  # the cursor of the index is past what it told
    reports = await reconciled_once(path, now)
    assert [report.task for report in reports] == [Task.SYNC, Task.RECONCILE]
    assert (reports[1].removed, now.asked) == (10, ["1", None])
    assert len(ids(path)) == 90
    assert titles(path)["r-00005"] == "改过"


async def test_increments_go_on_after_a_whole_list_was_compared(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    source = Told(pages=[puts(range(100))])
    await synced_once(path, source)
    await reconciled_once(path, source)
    source.pages.append(gone([1]))
    report = await synced_once(path, source)
    assert (report.outcome, report.removed, source.asked[-1]) == (Outcome.DONE, 1, "1")


async def test_increments_go_on_while_a_whole_list_is_held(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    await synced_once(path, Told(pages=[puts(range(1000))]))
    short = Told(pages=[puts(range(500)), ()])
    reports = await reconciled_once(path, short)
    assert reports[-1].outcome is Outcome.HELD
    more = Told(pages=[(), (), puts([2000])])
    report = await synced_once(path, more)
    assert report.outcome is Outcome.DONE
    assert len(ids(path)) == 1001


async def test_nothing_is_compared_while_the_source_is_down(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    await synced_once(path, Told(pages=[puts(range(10))]))

    def before(_page: int) -> None:
        raise troubles.PassingError(troubles.DOWN, "503")

    reports = await reconciled_once(path, Told(pages=[(), ()], before=before))
    assert [report.outcome for report in reports] == [Outcome.FAILED]
    assert len(ids(path)) == 10


async def test_a_source_that_stays_down_is_reported_once(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    failed = Report(source="main", outcome=Outcome.FAILED, code=troubles.DOWN, detail="503")
    with IndexWriter(path) as writer:
        for _ in range(5):
            keep(writer, failed)
        keep(writer, Report(source="main", outcome=Outcome.UNCHANGED))
        keep(writer, Report(source="main", outcome=Outcome.UNCHANGED))
    assert one(path, "SELECT COUNT(*) FROM report") == 2


def test_every_code_of_the_engine_says_what_to_do_in_both_languages() -> None:
    for code in codes.SENTENCES:
        said = sentence(code, "{甲}")
        assert said.zh != said.en
        assert "{detail}" not in said.zh + said.en


def test_no_two_parts_give_one_code_to_two_sentences() -> None:
    assert {*codes.SENTENCES, *troubles.SENTENCES} <= set(SENTENCES)
    assert not set(codes.SENTENCES) & set(troubles.SENTENCES)


def test_an_unknown_code_is_still_told() -> None:
    assert sentence("new_trouble", "x").en == "new_trouble (x)"
