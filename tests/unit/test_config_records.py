"""What may be said about sources of records, and what may not."""

from pathlib import Path

import pytest

from daemon.commands.records_origins import settings_of
from daemon.configuration.loading import load_config
from daemon.configuration.messages import SENTENCES, render
from daemon.configuration.model import Config
from daemon.configuration.sentences_of_records import RECORDS
from daemon.configuration.validation import PATTERNS
from records_sync.sources.archivesspace import ArchivesSpace
from records_sync.sources.building import Kind, origin_of
from tests.demo_config import DEMO
from tests.site_folder import problems_of, write_site
from tests.unit.test_config_messages import findings, leaves, replaced

FILES = 'id = "main"\nkind = "files"\nfolder = "/srv/drop"'
FEED = 'id = "main"\nkind = "feed"\nurl = "https://main.example/feed"\nca_file = "/etc/ca.pem"'
SPACE = (
    'id = "main"\nkind = "archivesspace"\nurl = "http://127.0.0.1:8089"\nrepository = 2\n'
    'username = "roomd"\npassword_credential = "aspace"'
)
WHOLE = {
    "site": {"id": "x", "name": "x", "timezone": "Asia/Shanghai"},
    "records": {
        "reconcile": "30 2 * * *",
        "keep_secret": False,
        "source": [
            {
                "id": "main",
                "kind": "oai_pmh",
                "name": "主系统",
                "sync": "0 * * * *",
                "most_rows": 1000,
                "longest_min": 60.0,
                "url": "https://main.example/oai",
                "ca_file": "/etc/ca.pem",
                "username": "u",
                "password_credential": "p",
                "plain_http": False,
                "answer_mib": 32,
                "set": "records:open",
                "crosswalk": "/etc/roomd/crosswalk.toml",
                "whole": True,
            },
            {"id": "b", "kind": "feed", "token_credential": "t", "page_rows": 100, "folder": "/a"},
            {
                "id": "c",
                "kind": "archivesspace",
                "repository": 1,
                "secret_path": ["user_defined", "string_1"],
            },
        ],
        "local": {"file_within_days": 90, "see_within_days": 30},
        "outbox": [
            {
                "id": "main",
                "kind": "feed",
                "url": "https://main.example/events",
                "ca_file": "/etc/ca.pem",
                "token_credential": "t",
                "plain_http": False,
            },
            {"id": "b", "kind": "file", "folder": "/srv/out"},
        ],
    },
}


def site(folder: Path, *tables: str) -> Path:
    sources = "".join(f"\n[[records.source]]\n{table}\n" for table in tables)
    return write_site(folder, DEMO + sources)


def codes_of(folder: Path, *tables: str) -> set[tuple[str, str]]:
    problems = problems_of(site(folder, *tables))
    for problem in problems:
        assert problem.line is not None
        assert render(problem, "zh") != render(problem, "en")
    return {(problem.path.rpartition(".")[2], problem.code) for problem in problems}


def test_a_folder_needs_nothing_but_its_path(tmp_path: Path) -> None:
    (source,) = load_config(site(tmp_path, FILES)).config.records.source
    assert (source.sync, source.most_rows, source.longest_min) == ("*/10 * * * *", 2_000_000, 360)


@pytest.mark.parametrize("table", [FILES, FEED, SPACE])
def test_each_kind_can_be_written(tmp_path: Path, table: str) -> None:
    assert codes_of(tmp_path, table) == set()


@pytest.mark.parametrize(
    ("table", "key", "code"),
    [
        ('id = "a"\nkind = "files"', "folder", "missing"),
        ('id = "a"\nkind = "feed"', "url", "missing"),
        (SPACE.replace("repository = 2\n", ""), "repository", "missing"),
        (f'{FILES}\nurl = "http://x.example/"', "url", "records_other_kind"),
        (f"{FEED}\nwhole = true", "whole", "records_other_kind"),
        (f"{SPACE}\npage_rows = 100", "page_rows", "records_other_kind"),
        (f'{FEED}\npassword_credential = "p"', "password_credential", "password_without_user"),
        (
            f'{FEED}\ntoken_credential = "t"\nusername = "u"',
            "token_credential",
            "records_two_logins",
        ),
        (FEED.replace('ca_file = "/etc/ca.pem"', ""), "ca_file", "records_no_ca"),
        (FEED.replace("https", "http"), "ca_file", "ca_without_tls"),
        (
            SPACE.replace("127.0.0.1", "main.example"),
            "password_credential",
            "records_in_clear",
        ),
        (f'{FEED}\nsecret_path = ["a"]', "secret_path", "records_other_kind"),
        (f'{FILES}\nsync = "soon"', "sync", "cron_time"),
        (f'{FILES}\nmost_rows = "many"', "most_rows", "wants_whole"),
        (
            'id = "a"\nkind = "oai_pmh"\nurl = "http://x.example/"\nset = "a b"',
            "set",
            "oai_set",
        ),
        (f'{FILES}\npassword = "x"', "password", "password_in_file"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_line(
    tmp_path: Path, table: str, key: str, code: str
) -> None:
    assert codes_of(tmp_path, table) == {(key, code)}


def test_the_path_to_the_grade_of_secrecy_reaches_the_source(tmp_path: Path) -> None:
    table = f'{SPACE}\nsecret_path = ["user_defined", "string_1"]'
    loaded = load_config(site(tmp_path, table))
    source = origin_of(settings_of(loaded, loaded.config.records.source[0]))
    assert isinstance(source, ArchivesSpace)
    assert source.secret_path == ("user_defined", "string_1")


def test_credentials_may_go_in_the_clear_where_somebody_says_so(tmp_path: Path) -> None:
    table = SPACE.replace("127.0.0.1", "main.example") + "\nplain_http = true"
    assert codes_of(tmp_path, table) == set()


def test_two_sources_have_two_ids_and_two_folders(tmp_path: Path) -> None:
    assert codes_of(tmp_path, FILES, FILES.replace("/srv/drop", "/srv/drop/")) == {
        ("id", "duplicate_id"),
        ("folder", "records_shared_folder"),
    }


OUT_FEED = 'id = "up"\nkind = "feed"\nurl = "https://main.example/e"\nca_file = "/etc/ca.pem"'
OUT_FILE = 'id = "disk"\nkind = "file"\nfolder = "/srv/out"'


def outboxes(*tables: str) -> str:
    """Return a source that is followed by outboxes."""
    return FILES + "".join(f"\n[[records.outbox]]\n{table}\n" for table in tables)


@pytest.mark.parametrize(
    ("tables", "key", "code"),
    [
        (('id = "a"\nkind = "feed"',), "url", "missing"),
        (('id = "a"\nkind = "file"',), "folder", "missing"),
        ((f'{OUT_FILE}\nurl = "http://x.example/"',), "url", "records_other_kind"),
        ((f'{OUT_FEED}\nfolder = "/srv/out"',), "folder", "records_other_kind"),
        ((OUT_FEED.replace('ca_file = "/etc/ca.pem"', ""),), "ca_file", "records_no_ca"),
        (
            ('id = "a"\nkind = "feed"\nurl = "http://x.example/"\ntoken_credential = "t"',),
            "token_credential",
            "records_in_clear",
        ),
        ((OUT_FEED, OUT_FEED), "id", "duplicate_id"),
        ((OUT_FILE.replace("/srv/out", "/srv/drop/"),), "folder", "records_outbox_folder"),
    ],
)
def test_an_outbox_that_does_not_fit_is_refused_at_its_line(
    tmp_path: Path, tables: tuple[str, ...], key: str, code: str
) -> None:
    assert codes_of(tmp_path, outboxes(*tables)) == {(key, code)}


def test_outboxes_and_limits_of_the_missing_list_are_read(tmp_path: Path) -> None:
    local = "\n[records.local]\nsee_within_days = 7\n"
    records = load_config(site(tmp_path, outboxes(OUT_FEED, OUT_FILE) + local)).config.records
    assert [(each.id, each.kind) for each in records.outbox] == [("up", "feed"), ("disk", "file")]
    assert (records.local.file_within_days, records.local.see_within_days) == (90, 7)


def test_every_kind_can_be_built() -> None:
    schema = Config.model_json_schema()["$defs"]["RecordSource"]["properties"]
    assert set(schema["kind"]["enum"]) == {kind.value for kind in Kind}


def test_nothing_about_sources_is_told_in_words_of_pydantic() -> None:
    wrong: list[object] = [None, True, -1, 1.5, float("nan"), "", "é" * 999, [], [None], {}]
    for path in leaves(WHOLE):
        for value in wrong:
            for code in findings(Config, replaced(WHOLE, path, value)):
                assert code in SENTENCES
                assert code != "invalid", (path, value)


def test_every_sentence_about_sources_is_used(tmp_path: Path) -> None:
    assert set(RECORDS) - set(PATTERNS.values()) == {
        "records_other_kind",
        "records_two_logins",
        "records_no_ca",
        "records_in_clear",
        "records_shared_folder",
        "records_outbox_folder",
    }
    assert problems_of(site(tmp_path, FILES)) == ()
