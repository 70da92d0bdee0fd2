"""JSON Lines, JSON arrays and standard input."""

from __future__ import annotations

import io
import json
import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import ColumnError, EncodingError, FormatError, UsageError
from voc.io.faults import is_null
from voc.io.options import ReadOptions
from voc.io.read import open_feedback, read_feedback
from voc.types import Channel, Feedback, Rejected


@pytest.fixture
def read(tmp_path):
    def _read(content, name="反馈.jsonl", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_feedback([path], options=ReadOptions(**options)))

    return _read


def texts(records):
    return [record.text if isinstance(record, Feedback) else record.code for record in records]


def test_fields_by_alias_and_blank_lines(read):
    records = read('{"工单编号": 7, "反馈内容": "好的", "渠道": "微博"}\r\n\n{"content": "不好", "city": "成都"}\n')
    assert [(r.id, r.row, r.text, r.channel, r.city) for r in records] == [
        ("7", 1, "好的", Channel.SOCIAL, None),
        ("2", 2, "不好", None, "成都"),
    ]


@pytest.mark.parametrize(
    ("line", "code", "remedy"),
    [
        ('{"text": "刹车异响"', "bad_json", "引号、逗号和括号"),
        ("刹车异响", "bad_json", "引号、逗号和括号"),
        ('["刹车异响"]', "not_an_object", '{"text": "…"}'),
        ("3", "not_an_object", '{"text": "…"}'),
        ('{"city": "成都"}', "no_text_field", "--text-column"),
        ("{}", "no_text_field", "text 字段"),
        ('{"text": 3}', "bad_type", "字符串"),
        ('{"text": true}', "bad_type", "布尔值"),
        ('{"text": ["刹车异响"]}', "bad_type", "数组"),
        ('{"text": {"a": 1}}', "bad_type", "对象"),
        ('{"text": null}', "empty_text", "补上内容"),
        ('{"text": ""}', "empty_text", "补上内容"),
        ('{"text": " \\u3000\\u200b"}', "empty_text", "补上内容"),
        ('{"text": "刹车异响 \\ud83d"}', "broken_encoding", "残缺字符"),
        ('{"text": "刹车\\u0000异响"}', "control_characters", "重新导出"),
        ("[" * 100_000, "bad_json", "引号、逗号和括号"),
        ('{"text": "好", "id": ' + "9" * 5000 + "}", "bad_json", "引号、逗号和括号"),
    ],
)
def test_bad_lines_are_rejected_alone(read, line, code, remedy):
    first, bad, last = read(f'{{"text": "前面一条"}}\n{line}\n{{"text": "后面一条"}}\n')
    assert (first.text, last.text) == ("前面一条", "后面一条")
    assert isinstance(bad, Rejected)
    assert (bad.row, bad.code, bad.file) == (2, code, "反馈.jsonl")
    assert remedy in bad.reason
    assert "刹车" not in bad.reason


def test_line_of_the_file_is_named(read):
    _, bad = read('{"text": "好的"}\n\n\n{oops}\n')
    assert bad.row == 2
    assert "文件第 4 行" in bad.reason


def test_lone_surrogates_in_other_fields_are_dropped(read):
    (record,) = read('{"text": "刹车异响", "id": "a\\ud83d1", "brand": "小\\udc00米"}\n')
    assert (record.id, record.brand) == ("a1", "小米")


def test_named_and_guessed_fields(read):
    assert texts(read('{"x": "甲", "text": "乙"}\n{"text": "丙"}\n', text_column="x")) == ["甲", "no_text_field"]
    assert texts(read('{"dataset": "客户反映交车延期一个多月", "k": "a"}\n')) == ["客户反映交车延期一个多月"]
    with pytest.raises(ColumnError, match=r"反馈.jsonl：没有名为「txt」的列.*是否想用「text」.*--text-column"):
        read('{"id": 1, "text": "好"}\n', text_column="txt")
    with pytest.raises(ColumnError, match=r"反馈.jsonl：找不到文本列，现有的列是「id」、「city」"):
        read('{"id": 1, "city": "成都"}\n')


def test_files_that_are_no_json_lines(read):
    with pytest.raises(FormatError, match=r"反馈.jsonl：文件名是 .jsonl，内容却不是 jsonl.*改名为 .csv"):
        read("id,text\n1,好的\n")
    for content in ('[\n{"text": "好"}\n]\n', '[{"text": "好"}]', '{\n"text": "好"\n}\n'):
        with pytest.raises(FormatError, match=r"反馈.jsonl：.*跨行的 JSON.*改名为 .json"):
            read(content)
    with pytest.raises(FormatError, match=r"0 字节"):
        read("")


@pytest.mark.parametrize(
    "text",
    [
        '[{"text": "甲"}, {"text": "乙"}]',
        '{"data": [{"text": "甲"}, {"text": "乙"}]}',
        '{"total": 2,\n "records": [{"text": "甲"},\n {"text": "乙"}]}',
        '{"text": "甲"}\n{"text": "乙"}\n',
    ],
)
def test_json_files(read, text):
    records = read(text, "a.json")
    assert [(r.id, r.text) for r in records] == [("1", "甲"), ("2", "乙")]
    assert texts(read(b"\xef\xbb\xbf" + text.encode(), "a.json")) == ["甲", "乙"]


def test_json_array_with_bad_items(read):
    assert texts(read('[{"text": "甲"}, 3, {"text": 3}, {"city": "x"}]', "a.json")) == [
        "甲",
        "not_an_object",
        "bad_type",
        "no_text_field",
    ]
    assert read("[]", "a.json") == []
    with pytest.raises(FormatError, match=r"a.json：第 1 行第 17 列不是合法的 JSON"):
        read('[{"text": "甲"}, ]x', "a.json")
    with pytest.raises(FormatError, match=r"a.json：JSON 里没有记录"):
        read('"甲"', "a.json")
    with pytest.raises(FormatError, match=r"a.json：JSON 嵌套过深"):
        read("[" * 100_000, "a.json")


@pytest.fixture
def pipe(monkeypatch):
    def _pipe(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))

    return _pipe


def test_standard_input(pipe):
    pipe('{"text": "甲"}\n{"id": "b", "text": "乙"}'.encode())
    assert [(r.id, r.text) for r in read_feedback(["-"])] == [("1", "甲"), ("b", "乙")]


def test_long_standard_input(pipe):
    lines = [f'{{"id": {i}, "text": "第 {i} 条反馈，刹车有异响"}}\n' for i in range(20_000)]
    pipe("".join(lines).encode())
    records = list(read_feedback(["-"]))
    assert [r.id for r in records] == [str(i) for i in range(20_000)]


def test_gbk_standard_input(pipe):
    pipe('{"text": "刹车异响，没人管"}\n'.encode("gbk"))
    assert [r.text for r in read_feedback(["-"])] == ["刹车异响，没人管"]


def test_standard_input_with_broken_lines(pipe):
    good = '{"text": "刹车异响，没人管"}\n'.encode()
    pipe(good * 5 + b'{"text": "\xe5\xe5"}\n' + good)
    assert texts(read_feedback(["-"]))[5] == "broken_encoding"
    pipe(good * 500 + b'{"text": "\xe5\xe5"}\n' * 6 + good * 5000)
    assert sum(isinstance(record, Rejected) for record in read_feedback(["-"])) == 6
    for before in (500, 3000):  # within and behind the part that is looked at first
        pipe(good * before + b'{"text": "\xe5\xe5"}\n' * 60 + good * 500)
        with pytest.raises(EncodingError, match=rf"标准输入.*第 {before + 1} 行.*另存为 UTF-8"):
            list(read_feedback(["-"]))
    pipe(good + b'{"text": "\xe5\xe5"}\n' * 9)
    with pytest.raises(EncodingError, match=r"标准输入"):
        list(read_feedback(["-"]))


def test_standard_input_that_cannot_be_used(pipe):
    pipe(b"")
    with pytest.raises(FormatError, match=r"标准输入：没有内容.*jsonl"):
        list(read_feedback(["-"]))
    pipe("id,text\n1,好\n".encode())
    with pytest.raises(FormatError, match=r"标准输入：内容不是 jsonl"):
        list(read_feedback(["-"]))
    with pytest.raises(UsageError, match=r"只能给出一次"):
        read_feedback(["-", "-"])
    with pytest.raises(UsageError, match=r"没有给出文件"):
        read_feedback([])


def test_records_of_a_pipe_come_before_it_ends(monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb", buffering=0) as sink:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(source))
        sink.write('{"text": "甲"}\n'.encode())
        records = read_feedback(["-"])
        assert next(records).text == "甲"
        sink.write('{"text": "乙"}\n'.encode())
        assert next(records).text == "乙"
        sink.close()
        assert list(records) == []


JSON_TEXTS = st.lists(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r"), min_size=1, max_size=40
    ).filter(lambda text: any(char.isalnum() for char in text) and not is_null(text)),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(JSON_TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"]), st.booleans())
def test_written_jsonl_reads_back(tmp_path_factory, written, codec, ascii_only):
    path = tmp_path_factory.mktemp("j") / "a.jsonl"
    with path.open("w", encoding=codec, newline="\n") as file:
        for index, text in enumerate(written):
            row = {"id": index, "text": text, "说明": "我们的车在店里等了很久"}
            file.write(json.dumps(row, ensure_ascii=ascii_only) + "\n")
    opened = open_feedback(path)
    assert [(record.id, record.text) for record in opened.records] == [(str(i), text) for i, text in enumerate(written)]
