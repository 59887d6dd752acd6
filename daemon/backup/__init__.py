"""Backups: whole copies of what can't be made anew, on another disk, checked, and put back."""
