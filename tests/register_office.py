"""`make register-office`: LibreOffice opens a register and prints it; what it reads is compared.

Not part of the suite: LibreOffice is large, and nothing else here needs it.
"""

import csv
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from daemon.reports import csv as report_csv
from daemon.reports import xlsx
from tests.report_kit import document_of, output, utc, write_history, write_ledger, write_site

CSV_FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"  # UTF-8, as shown


def converted(book: Path, kind: str) -> bytes:
    """Return the book as LibreOffice writes it; raises CalledProcessError."""
    folder = book.parent
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--convert-to", kind, "--outdir", str(folder), str(book)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return book.with_suffix(f".{kind.partition(':')[0]}").read_bytes()


def cells(text: str) -> list[str]:
    """Return what stands in a sheet, without what is blank; numbers as numbers."""
    found = [cell.strip().lstrip("'") for row in csv.reader(StringIO(text)) for cell in row]
    return [str(float(c)) if c.replace(".", "", 1).isdigit() else c for c in found if c]


def main() -> int:
    """Return 0 where the register is one page, and its numbers are those of our own CSV."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_site(folder)
        write_history(folder, utc(2026, 9, 30, 16), utc(2026, 10, 31, 16))
        write_ledger(folder, [output(utc(2026, 10, 1, 1), "dehumidifier-1", False)])
        document = document_of(folder)
        book = folder / "register.xlsx"
        book.write_bytes(xlsx.rendered(document))
        pdf = converted(book, "pdf")
        read = set(cells(converted(book, CSV_FILTER).decode()))
        wanted = cells(report_csv.rendered(document).decode("utf-8-sig"))
        numbers = [cell for cell in wanted if cell.replace(".", "", 1).isdigit()]
        lost = [number for number in numbers if number not in read]
        pages = pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")
        print(f"{len(numbers)} numbers, {len(lost)} not read back; {pages} page(s) of A4")
        if len(sys.argv) > 1:
            Path(sys.argv[1]).write_bytes(pdf)
    return 1 if lost or pages != 1 else 0


if __name__ == "__main__":
    sys.exit(main())
