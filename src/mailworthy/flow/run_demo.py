"""The demo: a newsletter before it is sent, a sample list against DNS that the demo answers itself, what came back, who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mailworthy.address.estimate import Prices
from mailworthy.address.report import ListReport
from mailworthy.bounce.report import BounceReport
from mailworthy.edge.nameserver import serving
from mailworthy.finding import Lang
from mailworthy.flow.check_list import ListOptions, check_list
from mailworthy.flow.check_message import check_message
from mailworthy.flow.check_sender import check_sender, write_audit
from mailworthy.flow.demo import demo_world
from mailworthy.flow.demo.bounces import IP, write_bounces, write_export, write_sent
from mailworthy.flow.demo.messages import BEFORE, write_messages
from mailworthy.flow.demo.sender import DOMAIN, HELO, sender_zone
from mailworthy.flow.lists.options import Tell, silent
from mailworthy.flow.messages.pages import Pages
from mailworthy.flow.preview_message import Preview, preview_message
from mailworthy.flow.read_bounces import read_bounces
from mailworthy.flow.read_events import EventOptions
from mailworthy.flow.report_bounces import ReportOptions, report_records, write_report
from mailworthy.flow.rescue_bounces import RescueReport, rescue_bounces
from mailworthy.flow.sent_counts import given_sent
from mailworthy.flow.world import now
from mailworthy.message.previews import Wanted
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope as MessageScope
from mailworthy.sender.audit import Scope, SenderReport
from mailworthy.wire.reach import Reach

PRICES = Prices("€", per_message=0.001, per_contact=0.012)  # a usual price list of 2026


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came back of the sample's month of newsletters.

    Args:
        mails: How many messages were read.
        report: What they come to.
        files: The report's files, by what they hold.
        rescue: What a platform's export calls dead, and is not.
    """

    mails: int
    report: BounceReport
    files: Mapping[str, Path]
    rescue: RescueReport


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit of the sample's sender came to.

    Args:
        report: The report.
        files: Its files, by what they hold.
    """

    report: SenderReport
    files: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Written:
    """What the sample's newsletter comes to, as it was to be sent and as it reads once its faults are mended.

    Args:
        before: What was found in it.
        after: What is left.
        files: The pages, by the message they tell of: ``before``, ``after``.
    """

    before: MessageReport
    after: MessageReport
    files: Mapping[str, Path]


def run_demo(out: Path, options: ListOptions | None = None, tell: Tell = silent) -> ListReport:
    """Write the sample, answer for its domains, and clean it.

    Args:
        out: The folder for the sample and the results.
        options: How; the name server is the demo's own.
        tell: Hears how far the job is.

    Raises:
        OutsideError: The name server did not start, or a file cannot be written.
    """
    with demo_world(out, now().date()) as world:
        told = replace(options or ListOptions(), servers=(world.server,), prices=PRICES, sample=True)
        return check_list(world.sample, out=out, options=told, tell=tell)


def bounce_demo(out: Path, lang: Lang = Lang.EN) -> CameBack:
    """Write what came back of a month of newsletters, read it, report it, and rescue what a platform gave up wrongly.

    Args:
        out: The folder for the sample and the results; made where it is missing.
        lang: The language of the report.
    """
    out.mkdir(parents=True, exist_ok=True)
    mails, sent, export = out / "bounces.mbox", out / "sent.csv", out / "sendgrid-bounces.csv"
    today = now()
    count = write_bounces(mails, today)
    write_sent(sent, today)
    write_export(export, today)
    records = (record for records in read_bounces(mails) for record in records)
    report = report_records(records, ReportOptions(sent=given_sent(str(sent))))
    rescue = rescue_bounces(
        export, options=EventOptions(platform="sendgrid"), out=out / "rescued.csv", lang=lang
    )
    return CameBack(count, report, write_report(report, out, lang, sample=True), rescue)


def message_demo(out: Path, lang: Lang = Lang.EN) -> Written:
    """Write the sample's newsletter and the mended one, and look at both as filters and the law see them.

    Args:
        out: The folder for the messages and their pages; made where it is missing.
        lang: The language of the pages, and of the newsletter where there is one in it.
    """
    out.mkdir(parents=True, exist_ok=True)
    today = now()
    scope = MessageScope(now=int(today.timestamp()))
    with Pages(out, lang, sample=True) as pages:
        before, after = (
            replace(check_message(path, scope), file=path.name) for path in write_messages(out, today, lang)
        )
        files = {"before": pages.write(before), "after": pages.write(after)}
    return Written(before, after, files)


def preview_demo(out: Path, lang: Lang = Lang.EN) -> Preview:
    """Draw the sample's newsletter, as :func:`message_demo` wrote it, into a folder beside it.

    Args:
        out: The folder for the results.
        lang: The language of the page.

    Raises:
        OutsideError: There is no Chromium, or it does not start.
    """
    wanted = Wanted(("phone", "desktop"), clients=("outlook.windows", "gmail.desktop-webmail"))
    return preview_message(
        out / BEFORE, out / f"{Path(BEFORE).stem}-previews", wanted, lang=lang, sample=True
    )


def sender_demo(out: Path, lang: Lang = Lang.EN, *, log: Path | None = None) -> Audited:
    """Answer for the domain that the newsletters came from, and audit it.

    Args:
        out: The folder for the results; made where it is missing.
        lang: The language of the page.
        log: File to which each DNS question is added.

    Raises:
        OutsideError: The name server did not start, or a file cannot be written.
    """
    with serving(sender_zone(), log=log) as server:
        port = int(server.rpartition(":")[2])
        # The domain's name servers are asked themselves, and all of them are the demo's own.
        reach = Reach.widened("127.0.0.0/8", ports={53: port})
        report = check_sender(DOMAIN, Scope(ips=(IP,), helo=HELO, reach=reach), servers=(server,))
    return Audited(report, write_audit(report, out, lang, sample=True))
