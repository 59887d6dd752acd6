"""A folder of configuration files as a running site has them, on a clock that stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from daemon.commissioning.files import ConfigurationFiles, Ends
from daemon.commissioning_ports import ConfigurationTexts
from daemon.configuration.loading import load_config
from daemon.model import CycleStatus, Event, Snapshot
from tests.browser.example import HandFedLive, snapshot
from tests.fakes import StillClock
from tests.site_folder import GOOD, edited, write_site

WHO, WHY = "王芳", "调试"
NAME = ('name = "一号库房"', 'name = "新名字"')
RENAMED = (NAME,)


@dataclass
class FilesSite:
    """Files, what runs of them, and what the ledger heard."""

    folder: Path
    others: Mapping[str, str] = field(default_factory=dict)
    text: str = GOOD
    rows: list[Event] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)
    clock: StillClock = field(default_factory=StillClock)

    def __post_init__(self) -> None:
        storage = ('directory = "/var/lib/roomd"', f'directory = "{self.folder / "data"}"')
        self.text = edited(storage, text=self.text)
        self.main = write_site(self.folder, self.text, self.others)
        self.live = HandFedLive()
        self.begin()

    def begin(self) -> None:
        """Let the site run with the files as they are."""
        ends = Ends(record=self.rows.append, restart=lambda: self.restarts.append(self.clock.t))
        self.files = ConfigurationFiles(load_config(self.main), self.live, self.clock, ends)

    async def scanned(self, *cycles: CycleStatus) -> Snapshot:
        """Publish a scan with these cycles."""
        taken = snapshot(1, self.clock.t)
        result = replace(taken.result, cycles={cycle.programme: cycle for cycle in cycles})
        await self.live.publish(replace(taken, result=result))
        return taken

    async def save(self, text: str, name: str = "roomd.toml", **asked: str) -> ConfigurationTexts:
        """Save a text over what is there now."""
        version = asked.get("version") or (await self.files.texts()).version
        who, why = asked.get("who", WHO), asked.get("why", WHY)
        return await self.files.save(name, text, version=version, who=who, why=why)

    async def restart(self, version: str = "") -> None:
        """Ask for a restart with the files as they are, or as somebody has seen them."""
        seen = version or (await self.files.texts()).version
        await self.files.restart(version=seen, who=WHO)

    @property
    def renamed(self) -> str:
        """The main file with another name of a room."""
        return edited(*RENAMED, text=self.text)
