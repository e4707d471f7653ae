"""The reasons for which a message comes back: hard or soft, whose problem it is, and whether to try again.

One row a reason, and no reason outside this table. What a person reads about them stands in ``bounce/data``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

HOUR = 3600
DAY = 86400


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for which a message comes back.

    Args:
        name: Its word in records, reports and rules.
        hard: Whether it says that the address itself is dead.
        group: Whose problem it is: ``sender``, ``recipient``, ``antispam`` or ``hard``.
        retry_s: After how many seconds to send again, once what the remedy names is done; None: never.
    """

    name: str
    hard: bool
    group: str
    retry_s: int | None


UNDETERMINED = "undetermined"
_ROWS = (
    Reason("user_unknown", hard=True, group="hard", retry_s=None),
    Reason("address_syntax", hard=True, group="hard", retry_s=None),
    Reason("domain_unknown", hard=True, group="hard", retry_s=DAY),  # one more look-up before it is removed
    Reason("no_mail_service", hard=True, group="hard", retry_s=None),
    Reason("moved", hard=True, group="hard", retry_s=None),
    Reason("mailbox_disabled", hard=False, group="hard", retry_s=14 * DAY),  # hard when it repeats after that
    Reason("mailbox_full", hard=False, group="recipient", retry_s=3 * DAY),
    Reason("system_full", hard=False, group="recipient", retry_s=4 * HOUR),
    Reason("server_error", hard=False, group="recipient", retry_s=4 * HOUR),
    Reason("expired", hard=False, group="recipient", retry_s=DAY),
    Reason("network_error", hard=False, group="recipient", retry_s=4 * HOUR),
    Reason("delivery_program_error", hard=False, group="recipient", retry_s=DAY),
    Reason("mailing_list_error", hard=False, group="recipient", retry_s=7 * DAY),
    Reason("auth_failed", hard=False, group="sender", retry_s=HOUR),
    Reason("ptr_missing", hard=False, group="sender", retry_s=DAY),
    Reason("sender_rejected", hard=False, group="sender", retry_s=HOUR),
    Reason("relay_denied", hard=False, group="sender", retry_s=HOUR),
    Reason("login_or_tls_needed", hard=False, group="sender", retry_s=HOUR),
    Reason("protocol_error", hard=False, group="sender", retry_s=HOUR),
    Reason("not_rfc_compliant", hard=False, group="sender", retry_s=HOUR),
    Reason("message_too_big", hard=False, group="sender", retry_s=HOUR),
    Reason("too_many_recipients", hard=False, group="sender", retry_s=HOUR),
    Reason("greylisted", hard=False, group="antispam", retry_s=15 * 60),
    Reason("rate_limited", hard=False, group="antispam", retry_s=HOUR),
    Reason("blocklisted", hard=False, group="antispam", retry_s=DAY),
    Reason("bad_reputation", hard=False, group="antispam", retry_s=DAY),
    Reason("spam_content", hard=False, group="antispam", retry_s=DAY),
    Reason("virus_or_attachment", hard=False, group="antispam", retry_s=HOUR),
    Reason("policy", hard=False, group="antispam", retry_s=DAY),
    Reason("recipient_filter", hard=False, group="antispam", retry_s=7 * DAY),
    Reason("invalid_recipients_block", hard=False, group="hard", retry_s=3 * DAY),
    Reason(UNDETERMINED, hard=False, group="antispam", retry_s=DAY),
)
REASONS: Mapping[str, Reason] = MappingProxyType({row.name: row for row in _ROWS})


def group_of(reason: str, reply_class: int = 5) -> str:
    """Tell whose problem a reason is; an undetermined temporary one is looked for at the recipient.

    Args:
        reason: A name of :data:`REASONS`.
        reply_class: The first digit of the reply, 4 or 5; 0 where there is none.
    """
    if reason == UNDETERMINED and reply_class == 4:  # RFC 5321 §4.2.1
        return "recipient"
    return REASONS[reason].group
