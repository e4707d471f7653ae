"""Write the generated pages: docs/findings/, docs/specs.md and docs/cli.md.

    python scripts/docs.py            write what has changed
    python scripts/docs.py --check    change nothing; name what is out of date and end with 1

They grow from the registry of findings, from the traces ``RFC nnnn §x`` in the code and in
``@pytest.mark.spec`` on tests, and from the commands themselves. Never edit them by hand.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click

from mailworthy.doors.cli.main import command
from mailworthy.finding import Code, Lang, codes
from mailworthy.finding.example import shown
from mailworthy.finding.labels import LABELS
from mailworthy.finding.schema import code_schema, finding_schema

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "mailworthy"
GENERATED = "<!-- Written by scripts/docs.py: change what it is written from, not this page. -->"
LANGUAGES = {Lang.EN: "English", Lang.DE: "Deutsch", Lang.JA: "日本語"}
AREAS = {
    "syntax": "How an address is written",
    "typo": "Typing errors",
    "domain": "Whether the domain takes mail",
    "kind": "What kind of address it is",
    "list": "A list as a whole",
    "bounce": "What came back",
    "reports": "What receivers report",
    "spf": "Who may send for a domain",
    "dkim": "What signatures prove",
    "arc": "What handlers of a message vouch for",
    "dmarc": "What a domain asks of receivers",
    "mta-sts": "Whether mail must come encrypted",
    "tls-rpt": "Where encryption failures are reported",
    "bimi": "The sender's logo",
    "mx": "Where replies and bounces go",
    "ptr": "What sending hosts are called",
    "starttls": "Whether mail hosts encrypt",
    "dane": "What signed DNS says of mail hosts' certificates",
    "ns": "Who answers for a domain",
    "dnssec": "Whether DNS itself is signed",
    "blocklist": "Which lists hold a sender for a spammer",
    "requirement": "What large receivers ask of senders",
    "audit": "What an audit looked at",
    "hdr": "What the header of a message says",
    "content": "What a message says, and how",
    "html": "What mail clients take out of a page, or cannot read",
    "img": "Pictures in a message",
    "msg": "The parts of a message, and what is attached",
    "link": "Where links lead",
    "client": "What mail clients cannot show",
    "a11y": "Whether everybody can read it",
    "spell": "Words that no dictionary knows",
    "grammar": "Sentences",
    "auth": "Who vouches for a message",
    "rule": "The user's own rules",
    "bayes": "What the words of a message are like",
    "reputation": "What receivers know of a sender",
    "law": "What the law asks of a message",
}


def pages() -> dict[Path, str]:
    """Give every generated page by its path."""
    folder = ROOT / "docs" / "findings"
    return {
        folder / "README.md": findings_index(),
        **{folder / f"{row.id}.md": finding_page(row) for row in codes().values()},
        folder / "schema.json": schema(),
        ROOT / "docs" / "specs.md": specs(),
        ROOT / "docs" / "cli.md": cli(),
    }


# --- findings ---------------------------------------------------------------------------------------------------


def findings_index() -> str:
    """Give the page that lists all findings."""
    lines = [GENERATED, "", "# Findings", ""]
    lines += [
        "Everything that mailworthy may say about addresses, lists, bounces and senders. `mailworthy explain CODE` says the",
        "same on the command line, in English, German and Japanese. The shapes are in [schema.json](schema.json).",
    ]
    for area, title in AREAS.items():
        lines += ["", f"## {title}", "", "| code | severity | what is the matter |", "| --- | --- | --- |"]
        lines += [
            f"| [{row.id}]({row.id}.md) | {row.severity.value} | {escaped(row.words[Lang.EN].title)} |"
            for row in codes().values()
            if row.area == area
        ]
    return "\n".join(lines) + "\n"


def finding_page(row: Code) -> str:
    """Give the page of one code."""
    word = f"`{row.reason}`" if row.reason else "no word of their own"
    lines = [GENERATED, "", f"# {row.id}", ""]
    lines += [f"{row.severity.value} · {row.status.value} since {row.since} · in verdicts: {word}"]
    for lang, language in LANGUAGES.items():
        words, label = row.words[lang], LABELS[lang]
        lines += ["", f"## {language}", "", f"**{escaped(words.title)}**"]
        lines += [
            "",
            f"*{label['why']}.* {escaped(words.why)}",
            "",
            f"*{label['fix']}.* {escaped(words.fix)}",
        ]
    lines += weighed(row)
    lines += ["", "## Examples", "", "This gives the finding:", "", "```text", *shown(row.bad), "```"]
    lines += ["", "This does not:", "", "```text", *shown(row.good), "```"]
    lines += ["", "## Sources", "", *(f"- {escaped(source)}" for source in row.sources)]
    return "\n".join(lines) + "\n"


OF_MESSAGES = {"hdr", "content", "html", "img", "msg", "link", "auth", "bayes", "reputation"}
WEIGHTS = SRC / "message" / "score" / "data"
MAIL = {
    "licensed": "the mail that weights are fitted on",
    "elsewhere": "labelled mail of 2007 to 2022, nothing fitted on it",
}
KINDS = {
    "ham": "other honest mail",
    "newsletter": "newsletters",
    "spam": "spam",
    "phishing": "recent phishing",
}


def weighed(row: Code) -> list[str]:
    """Give what a finding weighs in the score of a message, and in how much labelled mail it was found."""
    if row.area not in OF_MESSAGES:
        return []
    told, found = table_of_weights("weights"), table_of_weights("rates")
    weights = {
        key.partition(":")[2]: each for key, each in told["code"].items() if key.partition(":")[0] == row.id
    }
    lines = ["", "## What it weighs", ""]
    lines += [
        f"{each['points']} points{f' as {severity}' if severity else ''}, where 5 make spam; the group *{each['group']}* never adds"
        f" more than {told['cap'][each['group']]}."
        for severity, each in weights.items()
    ] or [NO_POINTS.get(row.id, "It adds no points: it is no evidence of spam.")]
    rates = {name: found[name][row.id] for name in MAIL if row.id in found[name]}
    if rates:
        lines += ["", f"| found in | {' | '.join(KINDS.values())} |", "| --- |" + " --: |" * len(KINDS)]
        lines += [
            f"| {MAIL[name]} | {' | '.join(percent(each.get(kind)) for kind in KINDS)} |"
            for name, each in rates.items()
        ]
    return lines


NO_POINTS = {
    "BAYES-SPAM": "Its points grow with the odds that the words give, up to a cap.",
    "CONTENT-SPAM-WORDS": "Its points come from the phrases: their weight, how densely they stand, how many kinds there are.",
}


@cache
def table_of_weights(name: str) -> dict[str, dict[str, Any]]:
    """Give what the score is computed by (``weights``), or how often findings stand in labelled mail (``rates``)."""
    return tomllib.loads((WEIGHTS / f"{name}.toml").read_text(encoding="utf-8"))


def percent(rate: float | None) -> str:
    """Give a rate; a dash where there is no such mail."""
    return "–" if rate is None else f"{rate} %"


def schema() -> str:
    """Give the JSON schemas of findings and codes."""
    shapes = {"$defs": {"finding": finding_schema(), "code": code_schema()}}
    return json.dumps(shapes, indent=2, ensure_ascii=False) + "\n"


def escaped(text: str) -> str:
    """Keep Markdown from reading text as markup."""
    return re.sub(r"([\\<>*|`\[\]])", r"\\\1", text)


# --- traces to standards ----------------------------------------------------------------------------------------

TRACE = re.compile(r"RFC (\d{3,5})((?:(?:,| and| or|;)? (?:§|appendix )[0-9A-Z][0-9A-Za-z.]*)+)")
SECTION = re.compile(r"(§|appendix )([0-9A-Z][0-9A-Za-z.]*)")

Traces = dict[str, set[str]]


def specs() -> str:
    """Give the page of traces: section, code, findings, tests."""
    code, findings, tests = code_traces(), finding_traces(), test_traces()
    gaps = sorted({*code} - {*findings} - {*tests}, key=by_number)
    lines = [GENERATED, "", "# Standards, section by section", ""]
    lines += [
        "Where a section is followed, which findings speak of it, and which tests prove it. A finding's good and bad",
        "examples are tests as well. A section that nothing proves yet is a gap, and an invitation.",
    ]
    lines += [
        "",
        f"## Gaps ({len(gaps)})",
        "",
        *(f"- {section}: {places(code[section])}" for section in gaps),
    ]
    lines += ["" if gaps else "None.", "## Sections"]
    for section in sorted({*code, *findings, *tests}, key=by_number):
        lines += ["", f"### {section}", ""]
        lines += [f"- code: {places(code[section])}"] if section in code else []
        lines += [f"- findings: {places(findings[section])}"] if section in findings else []
        lines += [f"- tests: {places(tests[section])}"] if section in tests else []
    return "\n".join(lines) + "\n"


def code_traces() -> Traces:
    """Find the sections that the code names, in comments, docstrings and data."""
    found: Traces = defaultdict(set)
    for path in sorted(SRC.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        where = Where(ast.parse(text))
        for number, line in enumerate(text.splitlines(), 1):
            for section in sections(line):
                found[section].add(place(path, where(number)))
    for path in sorted(SRC.rglob("*.toml")):
        if path.parent.name != "codes":
            for section in sections(path.read_text(encoding="utf-8")):
                found[section].add(place(path, ""))
    return dict(found)


def finding_traces() -> Traces:
    """Find the sections that findings stand on."""
    found: Traces = defaultdict(set)
    for row in codes().values():
        for section in sections("\n".join(row.sources)):
            found[section].add(f"[{row.id}](findings/{row.id}.md)")
    return dict(found)


def test_traces() -> Traces:
    """Find the sections that tests prove: ``@pytest.mark.spec(…)``."""
    found: Traces = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        where = Where(tree)
        for mark in ast.walk(tree):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.spec":
                words = "\n".join(str(ast.literal_eval(word)) for word in mark.args)
                for section in sections(words):
                    found[section].add(place(path, where(mark.lineno)))
    return dict(found)


def sections(text: str) -> Iterator[str]:
    """Give the sections that a text names, each as ``RFC 5321 §4.1.2``."""
    for trace in TRACE.finditer(text):
        for sign, number in SECTION.findall(trace[2]):
            yield f"RFC {trace[1]} {sign}{number.rstrip('.')}"


class Where:
    """Names the innermost function or class around a line, decorators included."""

    def __init__(self, tree: ast.Module) -> None:
        self.spans: list[tuple[int, int, str]] = []
        self._walk(tree, ())

    def _walk(self, node: ast.AST, names: tuple[str, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            inner = names
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = (*names, child.name)
                first = min([child.lineno, *(mark.lineno for mark in child.decorator_list)])
                self.spans.append((first, child.end_lineno or first, ".".join(inner)))
            self._walk(child, inner)

    def __call__(self, line: int) -> str:
        """Give the dotted name; empty at the top of the file."""
        around = [span for span in self.spans if span[0] <= line <= span[1]]
        return min(around, key=lambda span: span[1] - span[0])[2] if around else ""


def place(path: Path, name: str) -> str:
    """Give a link to a file, and the name of what is meant in it."""
    here = path.relative_to(ROOT).as_posix()
    shown_as = here.removeprefix("src/mailworthy/")
    return f"[{shown_as}](../{here})" + (f" `{name}`" if name else "")


def places(found: set[str]) -> str:
    """Give several places in one order."""
    return ", ".join(sorted(found))


def by_number(section: str) -> tuple[int, list[tuple[int, str]]]:
    """Sort sections as people count."""
    _, rfc, rest = section.split(" ", 2)
    parts = rest.removeprefix("§").removeprefix("appendix ").split(".")
    return int(rfc), [(int(part), "") if part.isdigit() else (999, part) for part in parts]


# --- the command line -------------------------------------------------------------------------------------------


def cli() -> str:
    """Give the page of all commands and options."""
    lines = [GENERATED, "", "# Command line", ""]
    lines += [
        "Results go to standard output, progress and notes to standard error. Exit codes: 0 done; 1 findings at or above",
        "`--fail-on`; 2 wrong usage or unreadable input; 3 the outside world failed; 130 interrupted. `MAILWORTHY_HOME`",
        "names the folder where state lives.",
    ]
    for path, leaf in leaves(command, ("mailworthy",)):
        lines += ["", *command_part(path, leaf)]
    return "\n".join(lines) + "\n"


def leaves(group: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Give every command that does something, in the order of the help pages."""
    if not isinstance(group, click.Group):
        yield path, group
        return
    context = click.Context(group, info_name=path[-1])
    for name in group.list_commands(context):
        child = group.get_command(context, name)
        assert child is not None, name
        yield from leaves(child, (*path, name))


def command_part(path: tuple[str, ...], leaf: click.Command) -> list[str]:
    """Give the part of one command."""
    context = click.Context(leaf, info_name=" ".join(path))
    usage = " ".join(leaf.collect_usage_pieces(context))
    told = inspect.cleandoc(leaf.help or "").replace("\b\n", "")
    lines = [f"## {' '.join(path)}", "", "```text", f"{' '.join(path)} {usage}", "```", "", escaped(told)]
    options = [param for param in leaf.params if isinstance(param, click.Option)]
    lines += ["", "| option | what it does |", "| --- | --- |"]
    lines += [
        f"| {option_name(option, context)} | {escaped(option_help(option, context))} |" for option in options
    ]
    return lines


def option_name(option: click.Option, context: click.Context) -> str:
    """Give an option as one types it."""
    names = ", ".join(f"`{name}`" for name in sorted(option.opts + option.secondary_opts, key=len))
    return (
        names
        if option.is_flag or option.count
        else f"{names} `{option.make_metavar(context)}`".replace("|", "\\|")
    )


def option_help(option: click.Option, context: click.Context) -> str:
    """Give what an option does, with its default where the help pages show it."""
    default = option.get_default(context)
    return (
        f"{option.help} Default: {default}."
        if option.show_default and default is not None
        else option.help or ""
    )


# --- writing and comparing --------------------------------------------------------------------------------------


def stale(wanted: Mapping[Path, str]) -> list[Path]:
    """Give the pages that are missing, out of date, or no longer written."""
    left = {path for path in (ROOT / "docs" / "findings").glob("*") if path not in wanted}
    changed = {path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text}
    return sorted(left | changed)


def write(wanted: Mapping[Path, str]) -> None:
    """Write what has changed and remove what is no longer written."""
    for path in stale(wanted):
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()


def main() -> int:
    """Write or check."""
    wanted = pages()
    if "--check" not in sys.argv[1:]:
        write(wanted)
        return 0
    for path in stale(wanted):
        print(f"{path.relative_to(ROOT)}: out of date; run scripts/docs.py")
    return 1 if stale(wanted) else 0


if __name__ == "__main__":
    sys.exit(main())
