#!/bin/sh
# Writes the workbooks of this folder with LibreOffice: `sh tests/records_files/make_office.sh`
# from the root of the project. Its results are kept; the suite doesn't need LibreOffice.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PYTHON=${PYTHON:-.venv/bin/python}
"$PYTHON" -m tests.records_files.make_csv "$work"

# UTF-8, commas; the long list says that each column is text (2): nothing is made a number.
TEXT="CSV:44,34,76,1,1/2/2/2/3/2/4/2/5/2/6/2/7/2/8/2/9/2/10/2/11/2"
ASSUMED="CSV:44,34,76,1,,2052,false,true"  # as Excel opens a CSV: numbers and days are guessed

convert() { # input filter, file, output kind, suffix
    nice -n 10 soffice "-env:UserInstallation=file://$work/profile" --headless \
        "--infilter=$1" --convert-to "$3" --outdir "$folder" "$work/$2.csv" >/dev/null 2>&1
}
convert "$TEXT" catalogue "xlsx:Calc MS Excel 2007 XML"
convert "$TEXT" catalogue "xls:MS Excel 97"
convert "$TEXT" catalogue "ods:calc8"
convert "$TEXT" blocks "xlsx:Calc MS Excel 2007 XML"
convert "$TEXT" blocks "xls:MS Excel 97"
convert "$TEXT" blocks "ods:calc8"
convert "$ASSUMED" damaged "xlsx:Calc MS Excel 2007 XML"
convert "$ASSUMED" damaged "xls:MS Excel 97"
convert "$ASSUMED" damaged "ods:calc8"
ls -l "$folder"
