"""Tokens: the words, word pairs, hosts and facts that a message is weighed by, each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from mailworthy.message.bayes.said import Said
from mailworthy.wire.name import registrable

Hashes = NDArray[np.uint64]

MOST_LETTERS = 100_000  # of a text; who pads a message beyond that must not buy time with it
MOST_FACTS = 1_000  # URLs, tags, types
WORD_LETTERS = 40  # longer ones are encoded rubbish, never seen twice

# Written without blanks between words: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(
    rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:['’-][^\W_{_UNSPACED}]+)*|[$€£¥%]|!+|[.?:;。]|\n[ \t\r]*\n"
)
_ENDS = frozenset(".?:;。\n!")
_FIRST_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]{0,30}:)?//(?:[^/?#@]*@)?([^/?#@:\[\]]{1,253})", re.IGNORECASE)
_NONE = np.zeros((0, 2), dtype=np.int64)
_FIRST, _SECOND, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(29)


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """What a message is weighed by.

    Args:
        hashes: 64 bits a token, none twice: ``singles`` first, then ``pairs``.
        singles: Words of the body as they are; what is from elsewhere as ``subject:WORD``, ``host:NAME``,
            ``domain:NAME``, ``tag:FACT``, ``type:TYPE``.
        pairs: Words that stand side by side in a sentence of the body, as indexes in ``singles``; shape (n, 2).
        words: How many of ``singles`` are words of the body; they come first.
    """

    hashes: Hashes
    singles: tuple[str, ...]
    pairs: NDArray[np.int64]
    words: int

    def name(self, index: int) -> str:
        """Give a token as it was written."""
        if index < len(self.singles):
            return self.singles[index]
        first, second = self.pairs[index - len(self.singles)]
        return f"{self.singles[first]} {self.singles[second]}"


def tokens(said: Said) -> Tokens:
    """Take a message apart. Anything is accepted, in bounded time and memory."""
    ids: dict[str, int] = {}
    beside = list(_ids(_pieces(said.body), ids))
    words = len(ids)
    for single in _elsewhere(said):
        ids.setdefault(single, len(ids))
    singles = tuple(ids)
    alone = np.frombuffer(b"".join(map(_digest, singles)), dtype="<u8").astype(np.uint64)
    pairs = _pairs(np.array(beside, dtype=np.int64), len(singles))
    return Tokens(np.concatenate((alone, _hashed(alone, pairs))), singles, pairs, words)


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(_plain(text))


def _plain(text: str) -> str:
    text = text[:MOST_LETTERS]
    # NFKC makes up to 18 letters of one.
    return (text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold())[:MOST_LETTERS]


def _ids(pieces: Iterable[str], ids: dict[str, int]) -> Iterator[int]:
    """Give each word its number, and -1 for what parts words."""
    for piece in pieces:
        if piece[0] in _ENDS:
            yield -1
            if piece[0] == "!":
                ids.setdefault(piece[:3], len(ids))
        elif _FIRST_UNSPACED.match(piece):
            yield -1
            for at in range(max(1, len(piece) - 1)):
                ids.setdefault(piece[at : at + 2], len(ids))
        elif len(piece) > WORD_LETTERS:
            yield -1
        else:
            yield ids.setdefault(piece, len(ids))


def _elsewhere(said: Said) -> Iterator[str]:
    subject: dict[str, int] = {}
    for _ in _ids(_pieces(said.subject), subject):
        pass
    yield from (f"subject:{word}" for word in subject)
    for host in dict.fromkeys(map(_host, islice(said.urls, MOST_FACTS))):
        if host:
            yield f"host:{host}"
            yield f"domain:{registrable(host)}"
    yield from _facts("tag", said.tags)
    yield from _facts("type", said.types)


def _facts(kind: str, told: Sequence[str]) -> Iterator[str]:
    return (f"{kind}:{each[:WORD_LETTERS].lower()}" for each in islice(told, MOST_FACTS))


def _host(url: str) -> str:
    found = _HOST.match(url[:1_000].strip())
    return found[1].lower().rstrip(".") if found else ""


def _pairs(beside: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    if len(beside) < 2:
        return _NONE
    first, second = beside[:-1], beside[1:]
    whole = (first >= 0) & (second >= 0)
    codes = _unique(first[whole] * count + second[whole])
    return np.stack((codes // count, codes % count), axis=1)


def _unique(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give sorted numbers, each once; ``np.unique`` would load a fifth of numpy besides."""
    codes = np.sort(codes)
    return codes[np.concatenate(([True], codes[1:] != codes[:-1]))] if len(codes) else codes


def _hashed(alone: Hashes, pairs: NDArray[np.int64]) -> Hashes:
    """Mix two hashes so that neither their order nor a word beside itself is lost."""
    mixed: Hashes = alone[pairs[:, 0]] * _FIRST + (alone[pairs[:, 1]] ^ _SECOND)
    mixed ^= mixed >> _SHIFT
    mixed *= _SECOND
    mixed ^= mixed >> _SHIFT
    return mixed


@lru_cache(maxsize=1 << 16)
def _digest(single: str) -> bytes:
    return blake2b(single.encode("utf-8", "surrogatepass"), digest_size=8).digest()
