"""Workbooks of strangers, opened in a process of their own: what a bomb takes, ends with it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from core.spreadsheet import Columns, NotRead

ROOT = Path(__file__).resolve().parents[2]
TIME_S = 180
"""Far above what 100 MB of orders take."""
MEMORY = 4 * 1024**3
"""Bytes of addresses, where the system can limit them (Linux); the same file takes about half."""
REFUSED, TOO_MUCH = 3, 4
CODES = ("encrypted_xlsx", "oversized_xlsx", "not_a_table")

_OPENER = f"""
import json, sys
root, time_s, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
try:
    import resource
    for kind, most in (("AS", memory), ("CPU", time_s), ("CORE", 0), ("FSIZE", 0)):
        try:
            resource.setrlimit(getattr(resource, "RLIMIT_" + kind), (most, most))
        except (ValueError, OSError):
            pass
except ImportError:
    pass
sys.path.insert(0, root)
import pyarrow as pa
from core.spreadsheet import NotRead, sheets
try:
    for columns in sheets(sys.stdin.buffer.read()):
        with pa.ipc.new_stream(sys.stdout.buffer, columns.schema) as out:
            out.write_table(columns)
except NotRead as refusal:
    json.dump([refusal.code, refusal.fields], sys.stderr)
    sys.exit({REFUSED})
except MemoryError:
    sys.exit({TOO_MUCH})
"""


def sheets(content: bytes, *, time_s: int = TIME_S, memory: int = MEMORY) -> list[Columns]:
    """`core.spreadsheet.sheets`, in a process that has so much time and memory and no more.

    Raises:
        NotRead: as there; oversized_xlsx where the time or the memory did not do.
    """
    command = [sys.executable, "-I", "-c", _OPENER, str(ROOT), str(time_s), str(memory)]
    try:
        done = subprocess.run(  # noqa: S603 - this Python, a fixed program
            command,
            input=content,
            capture_output=True,
            check=False,
            timeout=time_s,
            env=_surroundings(),
        )
    except subprocess.TimeoutExpired as late:
        raise NotRead("oversized_xlsx", seconds=time_s) from late
    if done.returncode == REFUSED:
        raise _refusal(done.stderr)
    if done.returncode == TOO_MUCH or done.returncode < 0:  # killed: by a limit, or out of memory
        raise NotRead("oversized_xlsx", memory=memory)
    if done.returncode:
        raise NotRead("not_a_table", looks_like="workbook")
    return _tables(done.stdout)


def _surroundings() -> dict[str, str]:
    """What the process may know; Arrow's own memory pools would reserve gigabytes of addresses."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FANBELT_")}
    return ours | {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}


def _refusal(said: bytes) -> NotRead:
    """The refusal in the process's own words."""
    code, fields = json.loads(said)
    return NotRead(code if code in CODES else "not_a_table", **fields)


def _tables(written: bytes) -> list[Columns]:
    """The sheets, one stream after the other."""
    source, found = pa.BufferReader(written), []
    while source.tell() < len(written):
        with pa.ipc.open_stream(source) as stream:
            found.append(stream.read_all())
    return found
