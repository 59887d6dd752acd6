"""What every page and address of the configuration needs: the port, its troubles as answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import tzinfo
from zoneinfo import ZoneInfo

from daemon.commissioning_ports import (
    BusyError,
    Configuration,
    ConfigurationChange,
    Finding,
    NothingToUndoError,
    NoValueError,
    RefusedTextError,
    StaleError,
    UnknownFileError,
    UnreadableError,
    UnwritableError,
)
from panel.context import Context
from panel.problems import ProblemError, SaidError

from .configuration_views import moment
from .configuration_words import (
    CHANGED,
    CHANGED_BY,
    CHANGED_THERE,
    NO_FILE,
    NO_SETTINGS,
    REFUSED,
)


class RefusedError(ProblemError):
    """Texts that can't be used; `findings` say where and why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(422, REFUSED)
        self.findings = findings


class ConfigurationDesk:
    """The configuration of the site as the panel asks for it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.zone: tzinfo = ZoneInfo(context.site.timezone)

    @property
    def port(self) -> Configuration:
        """Return who keeps the files; raises ProblemError where nobody does."""
        if self._context.extra.commissioning is None:
            raise ProblemError(404, NO_SETTINGS)
        return self._context.extra.commissioning.configuration

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Configuration]:
        """Yield the port; what it refuses becomes a ProblemError."""
        try:
            yield self.port
        except StaleError as error:
            raise self._stale(error.changed) from error
        except RefusedTextError as error:
            raise RefusedError(error.findings) from error
        except UnknownFileError as error:
            raise ProblemError(404, NO_FILE) from error
        except NoValueError as error:
            raise SaidError(400, error.texts) from error
        except UnreadableError as error:
            raise SaidError(503, error.texts) from error
        except (BusyError, NothingToUndoError, UnwritableError) as error:
            raise SaidError(409, error.texts) from error

    def _stale(self, changed: ConfigurationChange | None) -> ProblemError:
        if changed is None:
            return ProblemError(412, CHANGED)
        at = moment(changed.at, self.zone)
        if not changed.who:
            return ProblemError(412, CHANGED_THERE, file=changed.file, at=at)
        return ProblemError(412, CHANGED_BY, who=changed.who, file=changed.file, at=at)
