"""What the intake tests share: reading a text as a file, and a workbook made by hand."""

import io
import zipfile
from textwrap import dedent
from xml.sax.saxutils import escape

import pytest

from core.intake import Options, Refused, Upload, read

_NS = "http://schemas.openxmlformats.org"
_TYPES = (
    f'<Types xmlns="{_NS}/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATED = f"{_NS}/officeDocument/2006/relationships"


@pytest.fixture
def take():
    """Read one text (or several) as uploaded files; keywords are options."""

    def take(*contents, encoding="utf-8", **options):
        raw = [c if isinstance(c, bytes) else dedent(c).lstrip().encode(encoding) for c in contents]
        uploads = [Upload(f"file{i}.csv", content) for i, content in enumerate(raw)]
        return read(uploads, Options(**options))

    return take


@pytest.fixture
def refusal(take):
    """The refusal that reading ends in."""

    def refusal(*contents, **options):
        with pytest.raises(Refused) as caught:
            take(*contents, **options)
        return caught.value

    return refusal


@pytest.fixture
def workbook():
    """Bytes of an xlsx with the given sheets (name -> rows), written without a library."""
    return make_workbook


def make_workbook(sheets, extra=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relations({"officeDocument": "xl/workbook.xml"}))
        names = "".join(
            f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(sheets, 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_NS}/spreadsheetml/2006/main" xmlns:r="{_RELATED}">'
            f"<sheets>{names}</sheets></workbook>",
        )
        parts = {f"worksheets/sheet{i}.xml": "worksheet" for i in range(1, len(sheets) + 1)}
        targets = "".join(
            f'<Relationship Id="r{i}" Type="{_RELATED}/{kind}" Target="{target}"/>'
            for i, (target, kind) in enumerate(parts.items(), 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _wrapped(targets))
        for i, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", _sheet(rows))
        for name, content in extra:
            archive.writestr(name, content)
    return buffer.getvalue()


def _wrapped(relations):
    return f'<Relationships xmlns="{_NS}/package/2006/relationships">{relations}</Relationships>'


def _relations(targets):
    return _wrapped(
        "".join(
            f'<Relationship Id="r{i}" Type="{_RELATED}/{kind}" Target="{target}"/>'
            for i, (kind, target) in enumerate(targets.items())
        )
    )


def _sheet(rows):
    body = "".join(
        f'<row r="{n}">{"".join(_cell(n, i, v) for i, v in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    data = f"<sheetData>{body}</sheetData>"
    return f'<worksheet xmlns="{_NS}/spreadsheetml/2006/main">{data}</worksheet>'


def _cell(row, column, value):
    if value in ("", None):
        return ""
    first, second = divmod(column, 26)
    letters = (chr(64 + first) if first else "") + chr(65 + second)
    if isinstance(value, int | float):
        return f'<c r="{letters}{row}"><v>{value}</v></c>'
    return f'<c r="{letters}{row}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
