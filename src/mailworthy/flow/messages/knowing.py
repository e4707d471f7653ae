"""What is known beside messages: out of files of the user's, and out of what was taught."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mailworthy.errors import InputError

if TYPE_CHECKING:
    from mailworthy.message.bayes.weigh import Learnt
    from mailworthy.message.phrases import Phrase
    from mailworthy.message.scope import Grammarian, RuleBook, Spellers
    from mailworthy.sender.blocklists import Blocklist

CONFIGURATION = frozenset({".pre", ".cf"})


def phrases(file: Path | None) -> tuple[Phrase, ...]:
    """Give the user's own trigger phrases.

    Raises:
        InputError: The file is no list of phrases.
    """
    if file is None:
        return ()
    from mailworthy.message.phrases import own_phrases  # noqa: PLC0415  # only where a file was named

    return own_phrases(text_of(file), str(file))


def rule_books(own: Sequence[Path], spamassassin: Path | None = None) -> tuple[RuleBook, ...]:
    """Give the user's rules.

    Args:
        own: Files of rules in TOML.
        spamassassin: A file of rules in SpamAssassin's language, or a folder of them.

    Raises:
        InputError: A file holds no rules, or a rule does not do what its examples say.
    """
    books: list[RuleBook] = []
    if own:
        from mailworthy.message.rules import own_rules  # noqa: PLC0415  # only where a file was named

        books += (own_rules(text_of(file), str(file)) for file in own)
    if spamassassin:
        from mailworthy.message.rules.spamassassin import parse  # noqa: PLC0415  # same

        books.append(parse(_configuration(spamassassin)))
    return tuple(books)


def _configuration(path: Path) -> Mapping[str, str]:
    """Read files in the order in which SpamAssassin does."""
    if not path.is_dir():
        return {str(path): path.read_text(encoding="latin-1")}
    named = sorted(one for one in path.iterdir() if one.suffix in CONFIGURATION and one.is_file())
    if not named:
        raise InputError(f"{path}: there are no rules here: no file that ends in .cf")
    files = sorted(named, key=lambda one: one.suffix == ".cf")  # what is loaded before comes first
    return {one.name: one.read_text(encoding="latin-1") for one in files}


def asked(*, blocklists: bool) -> tuple[Blocklist, ...] | None:
    """Give the blocklists to ask; None where nobody is to be asked."""
    if not blocklists:
        return None
    from mailworthy.sender.blocklists import usual  # noqa: PLC0415  # only where they are asked

    return tuple(usual())


def learnt(own: str) -> Learnt | None:
    """Give what the Bayesian filter weighs against: what was taught by this name above the shared base.

    Raises:
        InputError: Nothing was taught by that name.
    """
    if not own:
        return None
    from mailworthy.flow.train_bayes import taught  # noqa: PLC0415  # the store comes along

    return taught(own)


def clients(named: str) -> Mapping[str, float]:
    """Give the share of readers that each mail client has.

    Args:
        named: Clients on a line, or a file of them in TOML; empty for the usual ones.

    Raises:
        InputError: A client is not known, or a share is none.
    """
    if not named:
        return {}
    from mailworthy.message.clients.named import parse, parse_table  # noqa: PLC0415  # only where some are named

    file = Path(named)
    return parse_table(text_of(file)) if file.suffix == ".toml" else parse(named)


def reads_pictures() -> bool:
    """Tell whether this machine can read the words in pictures."""
    return shutil.which("tesseract") is not None


def spellers(folders: Sequence[Path] = ()) -> Spellers:
    """Give who knows the words of which language: dictionaries of the user's and the system's, the same for a whole process.

    Args:
        folders: The user's own, asked before the system's.
    """
    return _dictionaries(tuple(folders))


@cache
def _dictionaries(folders: tuple[Path, ...]) -> Spellers:
    from mailworthy.edge.dictionaries import Dictionaries  # noqa: PLC0415  # only where words are looked up

    return Dictionaries(folders)


@cache
def grammarian() -> Grammarian:
    """Give who knows the grammar of English, the same for a whole process.

    Raises:
        InputError: Nobody does: Harper is not installed.
    """
    from mailworthy.edge.harper import Harper  # noqa: PLC0415  # only where it is asked

    return Harper()


def own_words(files: Sequence[Path]) -> frozenset[str]:
    """Give the user's own words, in lower case.

    Args:
        files: A word or several a line; what stands behind ``#`` is a remark.

    Raises:
        InputError: A file is not written in UTF-8.
    """
    lines = [
        line.partition("#")[0] for file in files for line in text_of(file, "a list of words").splitlines()
    ]
    return frozenset(word.lower() for line in lines for word in line.split())


def text_of(file: Path, what: str = "TOML") -> str:
    """Give what stands in a file.

    Args:
        file: It.
        what: What it should be.

    Raises:
        InputError: It is not written in UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file}: not {what}: it is not written in UTF-8") from None
