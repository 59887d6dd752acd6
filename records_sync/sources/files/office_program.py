"""The program that opens a workbook: bounds itself, writes rows as JSON lines, may be killed.

Run by path and isolated (`office.py`): path, bytes of address space, seconds of processor, columns,
rows. It imports nothing of this project. The last line is `{"done": true}`: without it, it died.
"""

import json
import resource
import sys
from datetime import date, datetime
from typing import Any

PASSWORD, COLUMNS, ROWS, BROKEN = 3, 4, 5, 6


def shown(cell: Any) -> Any:
    """Return a cell as JSON has it; days and moments as objects, so that they stay told apart."""
    if isinstance(cell, str | bool | int | float):
        return cell
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return str(cell)


def main(path: str, space: int, seconds: int, columns: int, rows: int) -> int:
    """Write every visible sheet; return 0, or what is wrong with the workbook."""
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine as calamine  # noqa: PLC0415  # within the bounds

    say = sys.stdout.write
    try:
        with calamine.load_workbook(path) as book:
            for index, known in enumerate(book.sheets_metadata):
                if known.visible != calamine.SheetVisibleEnum.Visible:
                    continue
                if known.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_index(index)
                if sheet.width > columns:
                    return COLUMNS
                if sheet.total_height > rows:
                    return ROWS
                say(json.dumps({"sheet": known.name, "rows": sheet.height}) + "\n")
                for number, row in enumerate(sheet.iter_rows(), start=1):
                    if any(cell != "" for cell in row):
                        say(json.dumps([number, [shown(cell) for cell in row]]) + "\n")
                say('{"end": true}\n')
    except calamine.PasswordError:
        return PASSWORD
    except (calamine.CalamineError, OSError, ValueError, MemoryError):
        return BROKEN
    say('{"done": true}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
