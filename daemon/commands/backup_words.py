"""What is said of backups on a terminal and in the journal."""

from gettext import gettext as _

from daemon.backup.trouble import BackupError, Trouble


def refused(error: BackupError) -> str:
    """Return why there is no backup, or none put back, and what to do."""
    sentences = {
        Trouble.NO_DIRECTORY: _(
            "no directory for backups: write [backup] directory into the configuration, "
            "or give --to DIRECTORY"
        ),
        Trouble.MISSING: _(
            "{folder} can't be read: connect and mount the backup disk; earlier backups are as "
            "they were"
        ),
        Trouble.NOT_MOUNTED: _(
            "{folder} has no {mark} though backups were made there: the backup disk is not "
            "mounted. Mount it; if it is a new disk, say so once with --new-disk"
        ),
        Trouble.SAME_DISK: _(
            "{folder} is on the same disk as {storage}: both would be lost together. Is the "
            "backup disk mounted? --same-disk makes the backup all the same"
        ),
        Trouble.OTHER_USER: _(
            "{folder} belongs to another user: run this as the user of the controller "
            "(sudo -u roomd …)"
        ),
        Trouble.BUSY: _("another backup is being made now: wait until it has ended"),
        Trouble.NOTHING: _(
            "there is no ledger.db in {folder}: the controller has not run with this configuration"
        ),
        Trouble.FULL: _(
            "the disk of {folder} is full: remove what does not belong there, keep fewer backups "
            "([backup] keep) or take a larger disk; earlier backups are as they were"
        ),
        Trouble.UNWRITABLE: _(
            "{folder} can't be written ({reason}): is the disk still connected, does it let this "
            "user write, and does its file system take files of this size (FAT32 up to 4 GiB)? "
            "Earlier backups are as they were"
        ),
        Trouble.UNREADABLE: _(
            "{file} can't be read ({reason}): run this as the user of the controller; if it still "
            "fails, check the memory card"
        ),
        Trouble.UNSOUND: _(
            "the copy of {file} is not sound ({reason}); earlier backups are as they were. Run it "
            "again; if it stays so, restart the controller, which repairs a damaged file, and "
            "check card and backup disk"
        ),
        Trouble.HELD: _("{file} is held by another program: close it and run this again"),
        Trouble.LEDGER_DIFFERS: _(
            "the copied ledger differs from the live one up to row {seq}: run roomd ledger verify"
        ),
        Trouble.NO_BACKUP: _("there is no whole backup in {folder}: is it the right directory?"),
        Trouble.SEVERAL_SITES: _(
            "{folder} has backups of several sites ({sites}): name the folder of one backup"
        ),
        Trouble.NOT_EMPTY: _(
            "{folder} is not empty; nothing was written: give an empty directory, or move aside "
            "what is there"
        ),
        Trouble.DAMAGED: _(
            "{file} of the backup {folder} is damaged or gone; nothing was restored: take an older "
            "backup"
        ),
    }
    return sentences[error.trouble].format(**error.args_told)


def size_told(size: int) -> str:
    """Return a size in MB."""
    return f"{size / 1e6:.1f} MB"
