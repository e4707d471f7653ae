"""The few words around the words of a code: headings and the names of severities, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mailworthy.finding.code import Lang

LABELS: Mapping[Lang, Mapping[str, str]] = MappingProxyType(
    {
        Lang.EN: {
            "why": "Why it matters",
            "fix": "What to do",
            "bad": "An example",
            "good": "No finding",
            "sources": "Sources",
            "reason": "In verdicts",
            "error": "error",
            "warning": "warning",
            "info": "information",
            "pass": "passed",
            "skipped": "not checked",
        },
        Lang.DE: {
            "why": "Warum das wichtig ist",
            "fix": "Was zu tun ist",
            "bad": "Ein Beispiel",
            "good": "Kein Befund",
            "sources": "Quellen",
            "reason": "Im Prüfergebnis",
            "error": "schwerwiegend",
            "warning": "Warnung",
            "info": "Hinweis",
            "pass": "in Ordnung",
            "skipped": "nicht geprüft",
        },
        Lang.JA: {
            "why": "問題となる理由",
            "fix": "対処方法",
            "bad": "該当する例",
            "good": "該当しない例",
            "sources": "出典",
            "reason": "判定での表記",
            "error": "重大",
            "warning": "注意",
            "info": "参考",
            "pass": "問題なし",
            "skipped": "未確認",
        },
    }
)
