"""Turn phones and customer references into keys that cannot be read back from the record (rule R17)."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

_MOBILE = re.compile(r"1[3-9]\d{9}")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)")
_FILLERS = re.compile(r"[\s\-‐-―().]+")
_KEY_BYTES = 16


def mobile_number(value: str) -> str | None:
    """Return the 11 digits of a mainland mobile number; None when the value is not exactly one.

    Country code, spaces, dashes and full-width digits are forgiven; landlines, masked and several numbers are not.

    >>> mobile_number("+86 138-1234-5678")
    '13812345678'
    """
    # A number from a table of floats comes with a fraction.
    digits = _FILLERS.sub("", unicodedata.normalize("NFKC", value).strip().removesuffix(".0"))
    digits = _COUNTRY.sub("", digits)
    return digits if _MOBILE.fullmatch(digits) and digits.isascii() else None


def hash_key(value: str, *, salt: bytes) -> str:
    """Return the keyed BLAKE2b hash of a reference, 32 hexadecimal digits; case and spaces around do not count."""
    folded = unicodedata.normalize("NFKC", value).strip().casefold()
    return blake2b(folded.encode("utf-8", "surrogatepass"), key=salt[:64], digest_size=_KEY_BYTES).hexdigest()
