"""The page: complete, escaped, self-contained, readable without scripts."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from tests.report.factory import build, meeting_day, record
from voc.meeting.model import TopicSummary
from voc.report.charts import charts, sparkline
from voc.report.html import heat, pieces, render_html
from voc.types import Flag, Rejected

VOID = {"meta", "br", "link", "img", "input", "hr"}
EVIL = "<script>alert('x')</script>\"><img src=http://evil.example/x onerror=alert(1)>"


class Page(HTMLParser):
    """Collects what a browser would see of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.mismatches: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mismatches.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        elif self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def read(report) -> Page:
    page = Page()
    page.feed(render_html(report))
    page.close()
    return page


@pytest.fixture(scope="module")
def full() -> Page:
    return read(meeting_day())


def evil_report():
    rows = [
        record(
            EVIL,
            negative=["parts.shortage", EVIL],
            text=EVIL + " 配件没货",
            brand=EVIL,
            model=EVIL,
            city=EVIL,
            owner=EVIL,
            journey=EVIL,
            safety=True,
            flags=[Flag(EVIL, EVIL, EVIL, 0, 8)],
        ),
        record("praise", positive=["care.attitude"], text=EVIL),
        *(record(f"{EVIL}{n}", text=EVIL, duplicate_of=EVIL) for n in range(3)),
    ]
    topics = [TopicSummary("t", EVIL, 3, 0, 0.1, True, (EVIL,), (EVIL,))]
    return build(rows, topics=topics, rejected=[Rejected(1, EVIL, EVIL, file=EVIL)])


def test_the_page_is_well_formed(full):
    assert full.mismatches == []
    assert full.open == []
    ids = [attrs["id"] for _, attrs in full.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_every_link_of_the_contents_leads_somewhere(full):
    ids = {attrs["id"] for _, attrs in full.tags if "id" in attrs}
    links = [attrs["href"] for tag, attrs in full.tags if tag == "a"]
    assert len(links) >= 14
    assert {link[1:] for link in links} <= ids


def test_nothing_is_asked_from_outside(full):
    for tag, attrs in full.tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            assert not re.match(r"\s*(https?:)?//", attrs.get(name) or ""), (tag, attrs)
        assert tag not in {"link", "iframe", "object", "embed", "base"}
    html = render_html(build([record()]))
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    policies = [attrs["content"] for tag, attrs in full.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'")


def test_texts_of_customers_stay_texts():
    page = read(evil_report())
    assert page.mismatches == []
    assert "alert('x')" in page.text
    assert not any(tag == "img" for tag, _ in page.tags)
    assert not any("onerror" in attrs for _, attrs in page.tags)
    kinds = [attrs.get("type") for tag, attrs in page.tags if tag == "script"]
    assert kinds == [None, "application/json", None]
    assert all("alert(" not in script for script in page.scripts[1:2] if "<" in script)
    assert "<" not in page.scripts[1]
    json.loads(page.scripts[1])


def test_evidence_is_marked(full):
    assert sum(tag == "mark" for tag, _ in full.tags) > 5
    case = build([record(text="门店说配件没货", negative=["parts.shortage"], safety=True)]).first.cases[0]
    assert list(pieces(case)) == [("门店说配", True), ("件没货", False)]


def test_pieces_make_up_the_text():
    for case in meeting_day().alerts.cases:
        assert "".join(text for text, _ in pieces(case)) == case.text


def test_all_of_it_can_be_read_without_scripts(full):
    for word in (
        "配件缺货",
        "充电枪拔不出来",
        "刹车",
        "各项相符",
        "11 月 18 日",
        "供应链",
        "差异不显著",
        "文本为空，请补全该行。",
    ):
        assert word in full.text
    drawn = charts(meeting_day())
    assert set(drawn) == {"chart-daily", "chart-points", "chart-trends", "chart-journey"}
    places = [attrs for _, attrs in full.tags if attrs.get("id") in drawn]
    assert len(places) == len(drawn)
    # the empty places of the charts do not show, the tables beside them do
    assert all("hidden" in attrs for attrs in places)
    assert sum(tag == "table" for tag, _ in full.tags) >= 10


def test_table_headers_have_a_scope_and_the_page_a_language(full):
    headers = [attrs for tag, attrs in full.tags if tag == "th"]
    assert headers
    assert all(attrs.get("scope") in {"col", "row"} for attrs in headers)
    assert ("html", {"lang": "zh-CN"}) in full.tags


def test_rows_of_tables_have_as_many_cells_as_their_header():
    html = render_html(meeting_day())
    for table in re.findall(r"<table.*?</table>", html, re.S):
        widths = set()
        for row in re.findall(r"<tr.*?</tr>", table, re.S):
            cells = re.findall(r"<t[hd]\b([^>]*)>", row)
            spans = [re.search(r'colspan="(\d+)"', cell) for cell in cells]
            widths.add(sum(int(span.group(1)) if span else 1 for span in spans))
        assert len(widths) == 1, table[:200]


@pytest.mark.parametrize(
    "report",
    [
        build([]),
        build([record(at=None)]),
        build([record(at=None, brand=None, model=None, city=None, channel=None, owner=None, journey=None)]),
        build([record(str(n)) for n in range(3)], rejected=[Rejected(1, "text.empty", "文本为空")]),
    ],
    ids=["empty", "undated", "nothing known", "neutral"],
)
def test_thin_days_give_a_whole_page(report):
    page = read(report)
    assert page.mismatches == []
    assert "口径说明" in page.text
    assert "None" not in page.text
    assert "nan" not in page.text


def test_a_page_without_charts_does_not_carry_the_chart_library():
    assert len(render_html(build([]))) < 200_000


def test_sums_that_do_not_agree_stand_at_the_top():
    from voc.meeting.model import Intake

    page = read(build([record()], intake=Intake(3, 1, 0, 0)))
    assert "数目不符：读取 = 分析 + 拒收 + 重复" in page.text


def test_half_characters_do_not_break_the_page():
    render_html(build([record(text="坏\ud83d字", negative=["parts.shortage"], safety=True)])).encode("utf-8")


def test_the_page_is_the_same_each_time():
    assert render_html(meeting_day()) == render_html(meeting_day())


def test_sparkline():
    assert sparkline([]) == ""
    assert sparkline([3]) == ""
    picture = sparkline([0, 5, 10])
    assert picture.startswith("<svg")
    assert "0、5、10" in picture
    assert sparkline([0, 0]).count("nan") == 0


def test_heat_shades():
    assert [heat(value, 10) for value in (0, 1, 5, 10)] == [0, 1, 3, 5]
    assert heat(1, 1) >= 1
    assert heat(0, 0) == 0
