"""The index over days: state on disk, erasure, a moving window, raw and distinct volumes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.campaigns.factory import NOON, TEXTS, analysis, campaign, entry, index_of, typos
from voc.campaigns.index import CopyIndex
from voc.campaigns.posts import entry_of
from voc.campaigns.state import load_index, save_index
from voc.campaigns.volumes import count_volumes
from voc.errors import FormatError
from voc.types import Channel, Feedback


def mixed() -> CopyIndex:
    others = [
        entry(f"o{n}", text, created_at=NOON - timedelta(days=n), account_days=9.5) for n, text in enumerate(TEXTS)
    ]
    return index_of([*campaign(5), *others])


def test_state_round_trip(tmp_path: Path) -> None:
    index = mixed()
    save_index(index, tmp_path / "deep" / "copies.safetensors")
    loaded = load_index(tmp_path / "deep" / "copies.safetensors")
    assert loaded.settings == index.settings
    assert loaded.group() == index.group()
    for one in (index, loaded):
        one.add([entry("late", typos(TEXTS[2], 2), created_at=NOON)])
    assert loaded.group() == index.group()
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["copies.safetensors"]


def test_an_empty_index_can_be_saved_and_grouped(tmp_path: Path) -> None:
    assert CopyIndex().group().groups == ()
    save_index(CopyIndex(), tmp_path / "empty")
    assert load_index(tmp_path / "empty").group().groups == ()


def test_the_state_holds_no_text(tmp_path: Path) -> None:
    save_index(mixed(), tmp_path / "copies")
    content = (tmp_path / "copies").read_bytes()
    assert not any(text[:4].encode() in content for text in TEXTS)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "])
def test_a_damaged_state_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copies").write_bytes(content)
    with pytest.raises(FormatError, match="近似文本索引"):
        load_index(tmp_path / "copies")


def test_a_missing_state_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FormatError):
        load_index(tmp_path / "none")


def test_erased_records_leave_no_trace() -> None:
    index = mixed()
    assert index.remove({"o2", "none"}) == 1
    fresh = index_of(
        [
            *campaign(5),
            *(
                entry(f"o{n}", text, created_at=NOON - timedelta(days=n), account_days=9.5)
                for n, text in enumerate(TEXTS)
                if n != 2
            ),
        ]
    )
    assert index.group() == fresh.group()
    assert index.digests == fresh.digests
    assert index.bands.tolist() == fresh.bands.tolist()
    assert index.sets.values.tolist() == fresh.sets.values.tolist()


def test_a_window_moves_on() -> None:
    index = mixed()
    assert index.forget_before(NOON - timedelta(days=2)) == 3
    assert len(index) == 8


def test_a_group_that_grows_keeps_its_id() -> None:
    index = index_of(campaign(2))
    (before,) = index.group().groups
    index.add(campaign(9)[2:])
    index.add([entry("late", typos(TEXTS[0], 2), created_at=NOON + timedelta(days=1))])
    (after,) = index.group().groups
    assert (after.id, after.size) == (before.id, 10)


def test_author_and_source_come_from_the_record() -> None:
    feedback = Feedback("1", TEXTS[0], 1, channel=Channel.SOCIAL, source="门店甲", customer_key="k1", phone_key="p1")
    post = entry_of(analysis(TEXTS[0], negative=["quality.cockpit"]), feedback=feedback, account_days=3).post
    assert (post.author, post.source, post.codes, post.account_days) == ("k1", "门店甲", ("quality.cockpit",), 3)
    assert entry_of(analysis(TEXTS[0])).post.author is None


def test_volumes_raw_and_distinct() -> None:
    rows = [analysis(text) for text in (TEXTS[0], TEXTS[0] + "！", typos(TEXTS[0], 2), TEXTS[1], "不错", "不错")]
    index = index_of(entry_of(row) for row in rows)
    volumes = count_volumes(rows, index.group())
    assert (volumes.raw, volumes.distinct, volumes.copies) == (6, 4, 2)
    # any selection, also of records the index does not know
    assert count_volumes(rows[:1], index.group()).distinct == 1
    assert count_volumes(rows[:2], CopyIndex().group()).distinct == 1
    assert count_volumes([], index.group()).copy_share == 0


def test_a_template_counts_once_for_each_brand() -> None:
    template = "买{}被坑惨了，提车就掉漆，售后互相推诿，大家千万别买"
    rows = [analysis(template.format(car)) for car in ("小米SU7", "小米YU7", "蔚来ET5", "蔚来ET5")]
    index = index_of(entry_of(row) for row in rows)
    assert count_volumes(rows, index.group()).distinct == 2
    assert count_volumes(rows[:2], index.group()).distinct == 1
