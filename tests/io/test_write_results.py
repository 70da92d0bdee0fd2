"""Results are written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.io.rejects import build_reject
from voc.io.write import OutputFileError, neutralise, rejected_path, rejected_row, write_jsonl


def test_rows_are_written_as_given(tmp_path):
    path = tmp_path / "新" / "out.jsonl"
    assert write_jsonl(path, [{"id": "1", "text": "刹车\n异响", "x": 0.1, "y": None}, {"id": "2"}]) == 2
    assert path.read_bytes() == '{"id": "1", "text": "刹车\\n异响", "x": 0.1, "y": null}\n{"id": "2"}\n'.encode()
    assert [item.name for item in path.parent.iterdir()] == ["out.jsonl"]


def test_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.jsonl"
    write_jsonl(path, [{"id": "old"}])

    def rows():
        yield {"id": "new"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_jsonl(path, rows())
    with pytest.raises(ValueError, match=r"JSON"):
        write_jsonl(path, [{"x": float("nan")}])
    assert path.read_text() == '{"id": "old"}\n'
    assert [item.name for item in tmp_path.iterdir()] == ["out.jsonl"]


def test_new_file_has_ordinary_permissions(tmp_path):
    (tmp_path / "plain").write_text("x")
    write_jsonl(tmp_path / "out.jsonl", [])
    assert (tmp_path / "out.jsonl").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_link_and_device_stay_what_they_are(tmp_path):
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    write_jsonl(tmp_path / "link.jsonl", [{"a": 1}])
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text() == '{"a": 1}\n'
    write_jsonl("/dev/null", [{"a": 1}])
    assert Path("/dev/null").is_char_device()


def test_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputFileError, match=r"out\.jsonl：无法写入.*写权限"):
        write_jsonl(tmp_path / "file" / "out.jsonl", [])
    with pytest.raises(OutputFileError, match=r"无法写入"):
        write_jsonl(tmp_path, [])


@pytest.mark.parametrize(
    ("out", "rejected"),
    [
        ("OUT.jsonl", "OUT.rejected.jsonl"),
        ("a/b.c.jsonl", "a/b.c.rejected.jsonl"),
        ("out", "out.rejected.jsonl"),
        ("x.json", "x.rejected.jsonl"),
    ],
)
def test_rejected_path(out, rejected):
    assert rejected_path(Path(out)) == Path(rejected)


def test_rejected_row():
    full = build_reject("ragged_row", row=3, file="a.csv", record_id="7", expected=2, found=1, line=4)
    assert list(rejected_row(full)) == ["row", "code", "reason", "id", "file"]
    assert json.loads(json.dumps(rejected_row(full)))["code"] == "ragged_row"


@pytest.mark.parametrize("value", ["=1+1", "+86 138", "-好", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_formulas_are_neutralised(value):
    assert neutralise(value) == "'" + value


@given(st.text() | st.integers() | st.floats(allow_nan=False) | st.none() | st.booleans())
def test_only_dangerous_texts_change_and_none_stays_dangerous(value):
    safe = neutralise(value)
    if isinstance(value, str):
        assert safe in (value, "'" + value)
        assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert neutralise(safe) == safe
    else:
        assert safe is value


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
            st.text(st.characters(exclude_categories=["Cs"]))
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False),
            max_size=4,
        ),
        max_size=5,
    )
)
def test_written_objects_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("w") / "out.jsonl"
    assert write_jsonl(path, rows) == len(rows)
    lines = path.read_bytes().split(b"\n")[:-1]
    assert [json.loads(line) for line in lines] == rows
