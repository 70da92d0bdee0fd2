"""Find the encoding of a text file, strictly.

The order of the tests is the order of their certainty: a byte order mark, the zero bytes of UTF-16, a strict UTF-8
decoding of the whole file, and only then the legacy encodings. GB18030 and Big5 decode each other's bytes, so they are
told apart by what comes out: a wrong decoding yields rare characters, kana and private-use code points instead of the
1 200 everyday characters that fill ordinary text (:func:`voc.io.plausible.score_text`).

A few broken lines do not cost a file: they are decoded with :data:`MARK` in place of the broken bytes, and the rows
that hold it are rejected one by one.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from voc.errors import EncodingError
from voc.io.plausible import score_text

#: Stands where bytes could not be decoded. A lone surrogate: no strict decoding ever yields it.
MARK = "\udcff"
#: Name of the decoding error handler that writes :data:`MARK`.
MARKING = "voc.mark"

_PREFIX = 1 << 18
_CHUNK = 1 << 20
# Share and number of broken lines up to which a file is read without them.
_BROKEN_SHARE = 0.01
_BROKEN_LINES = 3
# Below this score the text is mojibake; ordinary Chinese of ten characters or more scores above 0.6.
_PLAUSIBLE = 0.35
_CONFIDENT = 0.8
# Ties go to the first: most legacy files of our users come from mainland systems.
_LEGACY = ("gb18030", "cp950", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8-BOM",
    "gb18030": "GB18030",
    "cp950": "Big5",
    "big5hkscs": "Big5",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16-LE",
    "utf-16-be": "UTF-16-BE",
}
_HINT = "请用 Excel 或记事本打开确认内容正常，再另存为 UTF-8 编码"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file are decoded.

    Attributes
    ----------
    codec
        Python name of the codec.
    broken
        Lines that hold bytes the codec cannot decode; 0 when the file decodes strictly.
    """

    codec: str
    broken: int = 0

    @property
    def label(self) -> str:
        """The name people know."""
        return _LABELS[self.codec]

    @property
    def errors(self) -> str:
        """The error handler to decode with."""
        return MARKING if self.broken else "strict"


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Replace one undecodable byte by MARK; one at a time, so that no line break is swallowed."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    step = 2 if error.encoding.startswith("utf-16") else 1
    return MARK, min(error.start + step, len(error.object))


codecs.register_error(MARKING, _mark)


def detect_encoding(path: Path) -> Encoding:
    """Find the encoding of a whole text file.

    Parameters
    ----------
    path
        A file that exists.

    Returns
    -------
    Encoding
        With the number of lines that must be rejected.

    Raises
    ------
    EncodingError
        No supported encoding fits, or too many lines are broken.
    """
    with path.open("rb") as file:
        prefix = file.read(_PREFIX)
    certain = _by_marks(prefix, name=path.name)
    if certain is None and _decodes(path, "utf-8"):
        sample = _non_ascii_sample(path, prefix)
        return Encoding(_second_thoughts(sample))
    if certain is not None:
        broken = _count_broken(path, certain) if not _decodes(path, certain) else _NONE_BROKEN
        return _accept(certain, broken, name=path.name)
    sample = _non_ascii_sample(path, prefix)
    return _without_certainty(sample, lambda codec: _count_broken(path, codec), wide=prefix, name=path.name)


def detect_stream_encoding(prefix: bytes, *, name: str) -> Encoding:
    """Find the encoding of a stream from its first bytes.

    The rest of a stream is unknown, so broken bytes are always marked (``broken`` is at least 1) and the reader counts.

    Raises
    ------
    EncodingError
        The prefix fits no supported encoding.
    """
    codec = _by_marks(prefix, name=name)
    if codec is None:
        complete = prefix[: prefix.rfind(b"\n") + 1] or prefix
        if _decoded(complete, "utf-8") is not None or _decoded(prefix, "utf-8") is not None:
            codec = _second_thoughts(complete)
        else:
            codec = _without_certainty(
                complete, lambda tried: _broken_in(io.BytesIO(complete), tried), wide=prefix, name=name
            ).codec
    return Encoding(codec, broken=1)


def too_many_broken(broken: int, lines: int) -> bool:
    """Tell whether so many broken lines mean that the file, not the lines, is at fault."""
    return broken > max(_BROKEN_LINES, _BROKEN_SHARE * lines)


def broken_file_error(name: str, *, codec: str, broken: int, first: int) -> EncodingError:
    """Build the error for a file with too many broken lines; ``first`` is the first of them, 1-based."""
    label = _LABELS[codec]
    return EncodingError(
        f"{name}：按 {label} 读取时，从文件第 {first} 行起共有 {broken} 行含有无法解码的字节", hint=_HINT
    )


@dataclass(frozen=True, slots=True)
class _Broken:
    """What a marking decode of a file found."""

    lines: int
    count: int
    first: int


_NONE_BROKEN = _Broken(lines=0, count=0, first=0)


def _by_marks(prefix: bytes, *, name: str) -> str | None:
    """Return the codec that a byte order mark or the zero bytes of UTF-16 show."""
    if prefix.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise EncodingError(f"{name}：文件是 UTF-32 编码，暂不支持", hint="请另存为 UTF-8 编码")
    if prefix.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if prefix.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Line ends and delimiters give every UTF-16 text zero bytes; a stray NUL in another encoding does not make the
    # pairs of its bytes read as text.
    if b"\0" in prefix:
        shares = {codec: _wide_share(prefix, codec) for codec in _WIDE}
        best = max(_WIDE, key=lambda codec: shares[codec])
        if shares[best] >= 0.5:
            return best
    return None


def _wide_share(prefix: bytes, codec: str) -> float:
    """Score a UTF-16 reading like :func:`score_text`, ASCII counting as everyday; -1 when it cannot be one."""
    text = _decoded(prefix, codec)
    if not text or "\0" in text:
        return -1.0
    other = sum(char > "\x7f" for char in text)
    return (len(text) - other + other * score_text(text)) / len(text)


def _second_thoughts(sample: bytes) -> str:
    """Catch the short GB18030 text that happens to be valid UTF-8 (all its pairs look like two-byte letters)."""
    text = _decoded(sample, "utf-8") or ""
    if text.isascii() or max(text) >= "\u0800":
        return "utf-8"
    other = _decoded(sample, "gb18030")
    return "gb18030" if other is not None and score_text(other) >= _CONFIDENT else "utf-8"


def _without_certainty(sample: bytes, count: Callable[[str], _Broken], *, wide: bytes, name: str) -> Encoding:
    """Choose between UTF-8 with broken lines and the legacy encodings."""
    good, bad = _utf8_lines(sample)
    # Counting calls Python for every broken byte: never count a file that is plainly not UTF-8.
    utf8 = count("utf-8") if good >= max(bad, 1) else None
    if utf8 is not None and not too_many_broken(utf8.count, utf8.lines):
        return Encoding("utf-8", broken=utf8.count)
    ranked = sorted(_legacy_scores(sample, wide).items(), key=lambda item: -item[1])
    for codec, score in ranked:
        if score < _PLAUSIBLE and good:
            break
        broken = count(codec)
        if not too_many_broken(broken.count, broken.lines):
            return Encoding(codec, broken=broken.count)
    return _accept("utf-8", utf8 or count("utf-8"), name=name)


def _legacy_scores(sample: bytes, wide: bytes) -> dict[str, float]:
    """Score the legacy encodings on the sample, undecodable bytes counting as wrong, and UTF-16 on the prefix."""
    scores = {codec: score_text(sample.decode(codec, "replace")) for codec in _LEGACY}
    # UTF-16 without a line end has no zero byte that would have shown it.
    for codec in _WIDE:
        text = _decoded(wide, codec, final=len(wide) < _PREFIX)
        if text is not None:
            scores[codec] = score_text(text)
    return scores


def _accept(codec: str, broken: _Broken, *, name: str) -> Encoding:
    """Return the encoding unless too many lines are broken."""
    if too_many_broken(broken.count, broken.lines):
        raise broken_file_error(name, codec=codec, broken=broken.count, first=broken.first)
    return Encoding(codec, broken=broken.count)


def _utf8_lines(sample: bytes) -> tuple[int, int]:
    """Count the sample's lines that are certainly, and certainly not, UTF-8.

    Some characters of GB18030 are valid two-byte letters (一 is one); only three bytes or more count as certain.
    """
    good = bad = 0
    for line in sample.split(b"\n"):
        text = _decoded(line, "utf-8", final=True)
        bad += text is None
        good += text is not None and not text.isascii() and max(text) >= "\u0800"
    return good, bad


def _decoded(data: bytes, codec: str, *, final: bool = False) -> str | None:
    """Decode strictly, forgiving a character cut off at the end unless ``final``; None when it fails."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(data, final)
    except UnicodeDecodeError:
        return None


def _decodes(path: Path, codec: str) -> bool:
    """Tell whether a whole file decodes strictly."""
    decoder = codecs.getincrementaldecoder(codec)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _count_broken(path: Path, codec: str) -> _Broken:
    """Decode a file with marks and count the lines that hold one."""
    with path.open("rb") as file:
        return _broken_in(file, codec)


def _broken_in(file: BinaryIO, codec: str) -> _Broken:
    """Decode an open file with marks and count the lines that hold one."""
    text = io.TextIOWrapper(file, encoding=codec, errors=MARKING)
    number = count = first = 0
    for number, line in enumerate(text, start=1):
        if MARK in line:
            count += 1
            first = first or number
    text.detach()
    return _Broken(lines=number, count=count, first=first)


def _non_ascii_sample(path: Path, prefix: bytes) -> bytes:
    """Return up to 256 KiB of whole lines that are not pure ASCII, from anywhere in the file."""
    if len(prefix) < _PREFIX:
        return prefix
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _PREFIX and (line := file.readline(_PREFIX)):
            if not line.isascii():
                lines.append(line)
                size += len(line)
    return b"".join(lines)
