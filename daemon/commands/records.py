"""`roomd records`: the index of records, brought up to date, searched and looked after."""

from collections.abc import Mapping
from gettext import gettext as _

from .lazy import Commands, Entry


def parts() -> Mapping[str, Entry]:
    """Return the commands about records by name, in the order of the help."""
    return {
        "sync": Entry("records_run", _("Take what is new in the sources."), "sync"),
        "reconcile": Entry("records_run", _("Compare everything with the sources."), "reconcile"),
        "import": Entry("records_import", _("Read one catalogue file into the index."), "take"),
        "status": Entry("records_hold", _("Tell how fresh each source is."), "status"),
        "report": Entry("records_hold", _("Print the reports of the last runs."), "report"),
        "approve": Entry("records_hold", _("Agree to what is held back."), "approve"),
        "search": Entry("records_find", _("Find records."), "search"),
        "export": Entry("records_find", _("Write records to a file."), "export"),
        "stats": Entry("records_find", _("Count the records, and their growth."), "stats"),
        "exposure": Entry(
            "records_exposure", _("Tell the climate that records lived in."), "exposure"
        ),
        "stood": Entry("records_exposure", _("List the records that stood in a room."), "stood"),
        "outbox": Entry("records_outbox", _("See to what the main system has refused."), "outbox"),
    }


command = Commands(
    parts,
    name="records",
    help=_("Bring the index of records up to date, search it, and see to what waits."),
)
