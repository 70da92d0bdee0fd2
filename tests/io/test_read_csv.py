"""csv, tsv and txt files as they really are."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import ColumnError, FormatError, InputFileError
from voc.io.faults import is_null
from voc.io.options import ReadOptions
from voc.io.read import open_feedback, read_feedback
from voc.types import Feedback, Rejected


@pytest.fixture
def read(tmp_path):
    def _read(content, name="表.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_feedback([path], options=ReadOptions(**options)))

    return _read


def texts(records):
    return [record.text if isinstance(record, Feedback) else record.code for record in records]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_delimiters(read, delimiter):
    rows = [["编号", "文本", "城市"], ["1", "刹车异响 没人管", "成都"], ["2", "配件一直没货", "北京"]]
    records = read("\n".join(delimiter.join(row) for row in rows) + "\n")
    assert [(r.id, r.text, r.city) for r in records] == [
        ("1", "刹车异响 没人管", "成都"),
        ("2", "配件一直没货", "北京"),
    ]


def test_full_width_comma_in_texts_is_no_delimiter(read):
    assert texts(read("文本\n很好，不错\n一般，还行\n")) == ["很好，不错", "一般，还行"]
    assert texts(read("很好，不错\n一般，还行\n", "a.txt")) == ["很好，不错", "一般，还行"]


def test_one_column_keeps_its_commas(read):
    assert texts(read('text\n很好,不错; a|b\n"引号,里面"\n')) == ["很好,不错; a|b", "引号,里面"]


def test_tsv_prefers_tabs(read):
    records = read("id\ttext\n1\t好,的\n2\t不,好\n", "a.tsv")
    assert [(r.id, r.text) for r in records] == [("1", "好,的"), ("2", "不,好")]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_sep_line_of_excel(read, first):
    records = read(f"\ufeff{first}\r\nid;text\r\n1;好,的\r\n")
    assert [(r.id, r.row, r.text) for r in records] == [("1", 1, "好,的")]


def test_newlines_quotes_and_delimiters_inside_quotes(read):
    text = '第一行,\r\n第二行说："不行"\n\n第四行'
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["id", "text"], ["1", text], ["2", "后面一行"]])
    assert texts(read(buffer.getvalue())) == [text, "后面一行"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines(read, newline):
    records = read(newline.join(["", "id,text", "", "1,好的", "", "2,不好", "", ""]))
    assert [(r.row, r.text) for r in records] == [(1, "好的"), (2, "不好")]


def test_ragged_rows_are_rejected_with_counts(read):
    records = read("id,text,city\n1,好的,成都\n2,不好\n3,又,多了,一个\n4,可以,,\n5,行,\n")
    assert texts(records) == ["好的", "ragged_row", "ragged_row", "可以", "行"]
    short, long = records[1], records[2]
    assert "应有 3 列，实有 2 列" in short.reason
    assert "文件第 3 行" in short.reason
    assert "应有 3 列，实有 4 列" in long.reason
    assert "双引号" in long.reason
    assert (short.row, short.file) == (2, "表.csv")
    assert "不好" not in short.reason


def test_unnamed_last_columns_may_be_missing(read):
    assert texts(read("text,city,,\n好的,成都\n不好,北京,,x\n")) == ["好的", "不好"]


def test_empty_texts_and_empty_rows(read):
    records = read("id,text\n1,好的\n2,\n3,  \n,\n4,NULL\n5,nan\n6,\u200b\u3000\n7,可以\n,\n,\n")
    assert texts(records) == ["好的", *["empty_text"] * 6, "可以"]
    assert [r.row for r in records] == list(range(1, 9))
    assert records[1].id == "2"
    assert "补上内容" in records[1].reason
    assert texts(read('text\n好的\n""\n')) == ["好的", "empty_text"]


def test_unclosed_quote_costs_one_row(read):
    rows = [f"{i},第 {i} 条反馈内容" for i in range(1, 3001)]
    rows[9] = '10,"引号没有闭合'
    records = read("id,text\n" + "\n".join(rows) + "\n")
    assert len(records) == 3000
    assert [r.row for r in records if isinstance(r, Rejected)] == [10]
    rejected = records[9]
    assert rejected.code == "unclosed_quote"
    assert "文件第 11 行" in rejected.reason
    assert "补上右引号" in rejected.reason
    assert records[10].text == "第 11 条反馈内容"


def test_unclosed_quote_near_the_end(read):
    assert texts(read('id,text\n1,好的\n2,"不行\n3,可以')) == ["好的", "unclosed_quote", "可以"]
    assert texts(read('id,text\n1,"不行')) == ["unclosed_quote"]


def test_two_stray_quotes_do_not_swallow_the_rows_between(read):
    records = read('id,text,city\n1,"不行,成都\n2,好的,北京\n3,可以,上海\n4,"真的,广州\n5,行吧,深圳\n')
    assert texts(records) == ["unclosed_quote", "好的", "可以", "unclosed_quote", "行吧"]


def test_quotes_inside_unquoted_cells_are_text(read):
    assert texts(read('id,text\n1,他说"还行"吧\n2,5" 屏幕\n')) == ['他说"还行"吧', '5" 屏幕']


def test_backslash_escaped_quotes(read):
    assert texts(read('id,text\n"1","他说\\"坏了\\"，退车"\n"2","好的"\n')) == ['他说"坏了"，退车', "好的"]


def test_very_long_cells(read):
    long = "长" * 200_000
    records = read(f"id,text\n1,{long}\n2,好的\n")
    assert texts(records) == ["too_long", "好的"]
    assert "200000 个字" in records[0].reason
    assert "20000 个字" in records[0].reason
    assert texts(read(f"id,text\n1,{long}\n", max_chars=200_000)) == [long]


def test_control_characters(read):
    records = read("id,text\n1,\x01\x02\n2,刹\x00车\n3,有一个\x08退格\n4," + "坏\x02\x03" * 9 + "\n")
    assert texts(records) == ["control_characters", "control_characters", "有一个\x08退格", "control_characters"]
    assert "NUL" in records[1].reason
    assert "重新导出" in records[1].reason


def test_header_only_has_no_records(read):
    assert read("id,text\n") == []
    assert read("text") == []


def test_no_header(read):
    assert texts(read("刹车失灵了\n配件没货\n")) == ["刹车失灵了", "配件没货"]
    assert texts(read("1,刹车踩下去有异响没人管\n2,配件等了半个月还没有到\n")) == [
        "刹车踩下去有异响没人管",
        "配件等了半个月还没有到",
    ]
    with pytest.raises(ColumnError, match=r"「第1列」、「第2列」"):
        read("2026-11-01,12\n2026-11-02,13\n")
    assert texts(read("1,很好\n2,不错\n", text_column="第2列")) == ["很好", "不错"]


def test_latin_name_over_one_chinese_column_is_a_header(read):
    assert texts(read("dataset\n刹车失灵了\n配件没货\n")) == ["刹车失灵了", "配件没货"]
    assert texts(read("dataset\nbrakes failed\n", "a.txt")) == ["dataset", "brakes failed"]


def test_unknown_header_never_shows_cells_of_data(read):
    with pytest.raises(ColumnError) as caught:
        read("13812345678,2026-11-01\n13912345678,2026-11-02\n")
    assert "138" not in str(caught.value)


def test_excel_text_cells_and_long_ids(read):
    records = read('id,text\n="001",好的\n"=""002""","=""-不好"""\n1234567890123456789,行\n')
    assert [(r.id, r.text) for r in records] == [("001", "好的"), ("002", "-不好"), ("1234567890123456789", "行")]


def test_formula_errors_are_told(read):
    (record,) = read("text\n#NAME?\n")
    assert record.code == "formula_error"
    assert "文本格式" in record.reason


def test_named_column_that_is_missing(read):
    with pytest.raises(ColumnError, match=r"表\.csv：没有名为「内溶」的列.*是否想用「内容」"):
        read("编号,内容\n1,好\n", text_column="内溶")


def write_zip(path, member):
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "what", "remedy"),
    [
        (b"<!DOCTYPE html><html><table>", "html 网页", "另存为 .xlsx"),
        (b"\xef\xbb\xbf <table border=1><tr>", "html 网页", "另存为 .xlsx"),
        (b"<?xml version='1.0'?><Workbook>", "xml", "另存为 .xlsx"),
        (b'[{"text": "x"}]', "json", ".jsonl"),
        (b'{"text": "x"}\n', "json", ".jsonl"),
        (b"PAR1xxxx", "parquet", "改名为 .parquet"),
        (b"%PDF-1.7", "pdf", "另存为"),
        (b"\x1f\x8b\x08", "压缩包", "解压"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel", "另存为 .xlsx"),
    ],
)
def test_content_that_is_no_csv(read, content, what, remedy):
    with pytest.raises(FormatError) as caught:
        read(content)
    message = str(caught.value)
    assert "表.csv：文件名是 .csv，内容却是" in message
    assert what in message
    assert remedy in message


def test_workbook_named_csv(read, tmp_path):
    with pytest.raises(FormatError, match=r"内容却是xlsx 工作簿.*请改名为 .xlsx"):
        read(write_zip(tmp_path / "x", "xl/workbook.xml"))
    with pytest.raises(FormatError, match=r"内容却是Word 文档"):
        read(write_zip(tmp_path / "x", "word/document.xml"))


def test_bracket_at_the_beginning_is_no_json(read):
    assert texts(read("[灵光一闪]一直想换车，看了两次\n{哈哈}还行吧。\n", "a.txt")) == [
        "[灵光一闪]一直想换车，看了两次",
        "{哈哈}还行吧。",
    ]


def test_empty_missing_and_folder(read, tmp_path):
    with pytest.raises(FormatError, match=r"表\.csv：文件是空的（0 字节）.*重新导出"):
        read(b"")
    with pytest.raises(FormatError, match=r"表\.csv：文件里只有空行"):
        read("\n\n \n".replace(" ", ""))
    with pytest.raises(InputFileError, match=r"没有\.csv：找不到文件.*检查路径"):
        read_feedback([tmp_path / "没有.csv"])
    with pytest.raises(InputFileError, match=r"是文件夹"):
        read_feedback([tmp_path])


def test_missing_second_file_is_found_before_the_first_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("text\n好\n", encoding="utf-8")
    with pytest.raises(InputFileError, match=r"b\.csv"):
        read_feedback([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_unknown_suffix_is_read_by_content(read):
    assert texts(read("文本,城市\n好的,成都\n", "导出.dat")) == ["好的"]
    assert texts(read('{"text": "好的"}\n', "导出")) == ["好的"]


def test_abandoned_reading_closes_the_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\n" + "好的\n" * 5000, encoding="utf-8")
    records = read_feedback([path])
    assert next(records).text == "好的"
    records.close()  # an unclosed file would be a ResourceWarning, an error in this test run
    opened = open_feedback(path)
    opened.records.close()


def test_reading_is_lazy(tmp_path):
    # 40 MB of rows: the first comes without the others being kept.
    import tracemalloc

    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text\n")
        file.writelines(f"{i},{'刹车异响' * 25}\n" for i in range(130_000))
    tracemalloc.start()
    count = 0
    for index, record in enumerate(read_feedback([path])):
        count += isinstance(record, Feedback)
        if index == 3000:
            break
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3001
    assert peak < 8_000_000


TEXTS = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t"),
        min_size=1,
        max_size=40,
    ).filter(lambda text: any(char.isalnum() for char in text) and not text.startswith("=") and not is_null(text)),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.sampled_from([",", "\t", ";"]))
def test_written_csv_reads_back(tmp_path_factory, written, codec, delimiter):
    path = tmp_path_factory.mktemp("c") / "a.csv"
    with path.open("w", encoding=codec, newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerow(["id", "反馈内容", "这是一个用来表明编码的列"])
        out.writerows([index, text, "我们的车在店里等了很久"] for index, text in enumerate(written))
    records = list(read_feedback([path]))
    assert [record.text for record in records] == written
    assert [record.id for record in records] == [str(index) for index in range(len(written))]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_chinese(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("b") / "a.csv"
    path.write_bytes(data)
    records, refusal = [], None
    try:
        records = list(read_feedback([path]))
    except InputFileError as error:
        refusal = error
    assert refusal is None or ("a.csv" in refusal.message and refusal.hint)
    for number, record in enumerate(records, start=1):
        assert record.row == number
        assert record.id is None or record.id.encode()


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(['"', ",", "\n", "a", "好", '""']), max_size=12).map("".join), max_size=20))
def test_quotes_never_lose_the_end_of_a_file(tmp_path_factory, rows):
    # Whatever stands above, the last rows of a three-column file come out.
    path = tmp_path_factory.mktemp("q") / "a.csv"
    path.write_text("id,text,city\n" + "".join(f"{row}\n" for row in rows) + "\n9,最后一条,成都\n", encoding="utf-8")
    records = list(read_feedback([path]))
    assert any(isinstance(r, Feedback) and r.text == "最后一条" for r in records)
    assert [record.row for record in records] == list(range(1, len(records) + 1))
