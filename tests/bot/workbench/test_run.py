"""Starting the workbench: fresh each time, and never over one that is running."""

import socket
from pathlib import Path

import pytest

from bot.workbench.rehearsal import LOOPBACK
from bot.workbench.run import _set_aside, workbench


def test_the_last_rehearsal_is_set_aside(tmp_path: Path) -> None:
    """A start begins anew; the record before it can still be looked at."""
    (tmp_path / "concord.db").write_text("first")
    _set_aside(tmp_path)
    (tmp_path / "concord.db").write_text("second")
    _set_aside(tmp_path)
    assert not (tmp_path / "concord.db").exists()
    assert (tmp_path / "last" / "concord.db").read_text() == "second"


async def test_a_port_in_use_touches_nothing(tmp_path: Path) -> None:
    """A second workbench on the same folder does not take the first one's record away."""
    (tmp_path / "concord.db").write_text("running")
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            await workbench(taken.getsockname()[1], tmp_path)
    assert (tmp_path / "concord.db").read_text() == "running"
