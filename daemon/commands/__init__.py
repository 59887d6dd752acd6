"""The commands of `roomd`, one module each; every module holds its command as `command`."""
