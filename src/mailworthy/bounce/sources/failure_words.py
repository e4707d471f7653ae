"""The words in which reports say that a message did not arrive, or not yet, in the languages of the world's mail.

General wording, collected from the documented texts of MTAs and from how each language says it. All in lower case.
"""

from __future__ import annotations

from functools import cache

_SUBJECTS = (
    # English
    "undeliver", "deliver fail", "delivery fail", "failure notice", "failure delivery", "returned mail", "returned to sender",
    "returned e-mail", "returned email", "mail returned", "delivery status", "delivery problem", "delivery error", "delivery report",
    "delivery notification", "delivery unsuccessful", "delivery has failed", "delivery incomplete", "non-deliver", "nondeliver",
    "non deliver", "not delivered", "not be delivered", "not been delivered", "mail failure", "mail failed", "failed mail",
    "mail error", "mail system error", "unable to deliver", "cannot deliver", "could not deliver", "failed to deliver",
    "delivery delayed", "could not send message", "delayed mail", "message delayed", " delayed ", "was not delivered", "mail delivery", "user unknown",
    "unknown user", "unknown recipient", "mailbox full", "over quota", "rejected mail", "mail rejected", "message rejected",
    "email rejected", "e-mail rejected", "error sending your mail", "bounce notification", "bounced mail", "error during delivery",
    "smtp server: errors from", "loop alert", "are not member", "transport error", "transmission failed", "delivery of message failed",
    # German
    "unzustellbar", "nicht zustellbar", "nicht zugestellt", "zustellung fehlgeschlagen", "zustellfehler", "zustellungsfehler",
    "fehler bei der zustellung", "nachricht nicht übermittelt", "übermittlung fehlgeschlagen", "zustellung verzögert",
    # French, Spanish, Italian, Portuguese
    "non remis", "non délivr", "non distribu", "échec de la remise", "echec de la remise", "échec de remise", "échec d'envoi",
    "non livré", "no se puede entregar", "no se pudo entregar", "no entregado", "no entregable", "error de entrega",
    "fallo en la entrega", "entrega fallida", "mancato recapito", "non recapitabile", "recapito non riuscito",
    "impossibile recapitare", "não entregue", "falha na entrega", "não foi possível entregar", "não é possível entregar",
    # Dutch, Scandinavian, Finnish
    "onbestelbaar", "niet afgeleverd", "niet bezorgd", "kan inte levereras", "oleverer", "kunne ikke leveres", "uleverer",
    "kan ikke leveres", "toimittaminen epäonnistui", "ei voida toimittaa",
    # Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek
    "niedostarcz", "nie dostarczono", "nelze doručit", "nedoručiteln", "nedoručen", "kézbesíthetetlen", "nem kézbesíthető",
    "nelivrabil", "teslim edilemedi", "iletilemedi", "gönderilemedi", "δεν παραδόθηκε", "μη παραδοτέο",
    # Russian, Ukrainian, Bulgarian
    "недоставлен", "не доставлен", "не может быть доставлен", "не удалось доставить", "не вдалося доставити", "недоставено",
    # Japanese, Chinese, Korean
    "配信不能", "配信できません", "配送不能", "配達不能", "送信不能", "配信に失敗", "送信に失敗", "配信エラー", "送信エラー", "配送エラー",
    "エラーメール", "メールエラー", "届けできません", "送信できません", "未配信", "退信", "投递失败", "发送失败", "无法送达", "无法投递",
    "无法传递", "传递失败", "退回", "無法傳遞", "無法傳送", "無法投遞", "無法送達", "傳遞失敗", "退件", "배달되지", "배달할 수 없",
    "전송 실패", "전송하지 못", "전달되지", "발송 실패", "반송",
    # Arabic, Hebrew, Thai, Vietnamese, Indonesian
    "تعذر تسليم", "لم يتم تسليم", "فشل تسليم", "לא ניתן למסור", "לא נמסר", "ไม่สามารถส่ง", "ส่งไม่สำเร็จ", "không thể gửi",
    "không gửi được", "tidak terkirim", "gagal terkirim", "tidak dapat dikirim",
)  # fmt: skip

_BODIES = (
    # English
    "not be delivered", "n't be delivered", "not delivered", "n't delivered", "not been delivered", "not yet been delivered",
    "undeliver", "unable to deliver", "able to deliver", "failed to deliver", "not deliver", "n't deliver", "delivery fail",
    "delivery has failed", "delivery to the following", "delevery to the following", "delivery has been delayed",
    "delivering your m", "error while delivering", "trouble delivering", "did not reach", "not be reached", "n't be reached",
    "failed recipient", "failed address", "address failed", "addresses failed", "address(es) failed", "permanent error",
    "fatal error", "delivery error", "delivery problem", "returned to sender", "mail failed", "was rejected", "been rejected",
    "has been returned", "being returned", "returned undelivered", "rejected by", "was automatically rejected", "no such user",
    "user unknown", "unknown user", "unknown recipient", "unknown address", "does not exist", "doesn't exist", "mailbox is full",
    "mailbox full", "over quota", "quota exceeded", "not be sent", "not been sent", "n't be sent", "unable to send",
    "error sending", "invalid final delivery", "did not exactly match", "no matches to", "does not have a final",
    "an error was detected", "error has occurred", "error occurred", "is not a valid", "not a known user", "user not known",
    "no longer valid", "non-delivery", "no valid recipients", "not a member of this mailing list",
    "not accepted", "refused to accept", "account is disabled", "is not accepting",
    # German
    "nicht zugestellt", "nicht zustellbar", "unzustellbar", "zustellung fehlgeschlagen", "zustellung ist fehlgeschlagen",
    "fehler bei der zustellung", "nicht übermittelt", "nicht gesendet", "nicht erreicht", "nicht ausgeliefert", "unbekannter empfänger",
    "empfänger unbekannt", "zustellung nicht möglich", "konnte nicht an ", "abgewiesen", "abgelehnt", "postfach ist voll",
    # French, Spanish, Italian, Portuguese
    "n'a pas pu", "n'a pu être", "n'ont pas pu", "pas été remis", "non remis", "impossible de remettre", "impossible de distribuer",
    "impossible de délivrer", "échec de la remise", "échec de remise", "n'a pas atteint", "pas été délivré", "pas été distribué",
    "no se pudo entregar", "no se ha podido entregar", "no pudo ser entregad", "no ha podido ser entregad", "no se puede entregar",
    "no pudo entregarse", "error al entregar", "error de entrega", "fallo en la entrega", "fallo al entregar", "no fue entregad",
    "no ha sido entregad", "no ha llegado", "possibile recapitare", "possibile consegnare", "essere recapitat", "essere consegnat",
    "impossibile recapitare", "mancato recapito", "non recapitat", "stato recapitato", "stato consegnato", "recapito non riuscito",
    "não pôde ser entregue", "não pode ser entregue", "não foi possível entregar", "falha na entrega", "não foi entregue",
    # Dutch, Scandinavian, Finnish
    "niet worden afgeleverd", "niet worden bezorgd", "onbestelbaar", "niet afgeleverd", "niet bezorgd", "bezorging mislukt",
    "inte levereras", "att leverera", "inte leverera", "ikke leveres", "ikke leveret", "ikke levert", "ikke afleveres",
    "levering mislykk", "ei voitu toimittaa", "ei voida toimittaa", "toimittaminen epäonnistui", "toimitus epäonnistui",
    # Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek
    "nie można dostarczyć", "nie została dostarczona", "nie mogła zostać dostarczona", "niedostarcz", "nie udało się dostarczyć",
    "nelze doručit", "nepodařilo doručit", "možné doručit", "být doručen", "nedoruč", "nepodařilo se doručit", "možné doručiť", "nem kézbesíthető",
    "kézbesíthetetlen", "sikerült kézbesíteni", "putut fi livrat", "fost livrat", "teslim edilem", "iletilemedi", "gönderilemedi",
    "ulaştırılamad", "η παράδοση", "δεν παραδόθηκε",
    # Russian, Ukrainian, Bulgarian
    "быть доставлен", "не доставлен", "не было доставлен", "не была доставлен", "невозможно доставить", "не удалось доставить",
    "недоставлен", "бути доставлен", "не вдалося доставити", "бъде доставен",
    # Japanese, Chinese, Korean
    "送信できません", "送信できませ", "配信できません", "配送できません", "お届けできません", "届けることができ", "届きません", "配信不能", "配達不能",
    "送信不能", "配信に失敗", "送信に失敗", "配送に失敗", "エラーのため", "宛先不明", "あて先不明", "見つかりません", "みつかりません",
    "配信されません", "送信されません", "受信できません", "メールボックスが一杯", "容量を超え", "返送", "无法发送", "无法投递", "无法送达", "投递失败",
    "发送失败", "未能送达", "退信", "无法传递", "传递失败", "未送达", "退回", "不存在", "無法傳遞", "無法傳送", "無法投遞", "無法寄達",
    "傳遞失敗", "寄送失敗", "無法送達", "退件", "전달되지", "전송하지 못", "전송 실패", "배달되지", "배달할 수 없", "전달할 수 없", "보낼 수 없",
    "발송 실패", "반송",
    # Arabic, Hebrew, Thai, Vietnamese, Indonesian
    "تعذر تسليم", "لم يتم تسليم", "فشل تسليم", "تعذّر", "לא ניתן למסור", "לא נמסר", "המסירה", "ไม่สามารถส่ง", "ส่งไม่สำเร็จ",
    "không thể gửi", "không gửi được", "không thể chuyển", "tidak terkirim", "gagal terkirim", "tidak dapat dikirim",
)  # fmt: skip

_DELAYS = (
    "not yet been delivered", "not been delivered yet", "not yet delivered", "not yet been able to", "has been delayed", "is delayed", "was delayed",
    "warning message only", "not need to resend", "not need to re-send", "not resend your", "will be retried", "will be re-tried",
    "will retry", "will continue to", "attempts will continue", "will continue trying", "keep trying", "no need to resend", "not yet received", "still trying", "still being retried",
    "still be retried", "temporary failure report", "this is just a warning", "this is a warning only", "will try again",
    "next attempt to deliver", "remains undelivered", "delivery attempts will", "i will keep trying", "will be attempted",
    "noch nicht zugestellt", "konnte bisher nicht", "weiterhin versucht", "weitere zustellversuche", "zustellung verzögert", "verzögert sich",
    "pas encore été", "n'a pas encore", "a été retardé", "est retardé", "nouvelle tentative", "todavía no", "aún no se ha", "se ha retrasado",
    "se seguirá intentando", "non è ancora stat", "ritardo nella consegna", "ainda não foi", "nog niet afgeleverd", "nog niet bezorgd",
    "ещё не доставлен", "еще не доставлен", "пока не доставлен", "задерживается", "まだ配信", "まだ送信", "遅延", "再送を試み", "配信が遅れ",
    "尚未送达", "延迟", "延遲", "지연",
)  # fmt: skip
_DELAY_SUBJECTS = (
    "(delay", "delayed", "delivery delay", "warning: message", "warning: could not send", "not yet been delivered", ": warning",
    "verzögert", "retardé", "retrasado", "ritardo", "遅延", "延迟",
)  # fmt: skip
_GIVEN_UP = (
    "given up", "giving up", "not continue trying", "not going to try again", "been in the queue too long", "permanent error", "failed permanently",
    "permanent fatal", "was aborted",
)  # fmt: skip


def in_subject(subject: str) -> bool:
    """Tell whether a subject, in lower case, speaks of a message that did not arrive."""
    return _says(subject, _SUBJECTS)


def in_body(low: str) -> bool:
    """Tell whether a text, in lower case, does."""
    return _says(low, _BODIES)


def in_line(low: str) -> bool:
    """Tell whether a line, in lower case, says that something failed or waits."""
    return _says(low, _BODIES) or _says(low, _DELAYS)


def of_delay(low: str, subject: str) -> bool:
    """Tell whether a report, in lower case, says that the message is still being tried."""
    return (_says(subject, _DELAY_SUBJECTS) or _says(low, _DELAYS)) and not _says(
        low.replace("not giving up", ""), _GIVEN_UP
    )


def _says(low: str, phrases: tuple[str, ...]) -> bool:
    ascii_only, others = _parted(phrases)
    return any(map(low.__contains__, ascii_only)) or (
        not low.isascii() and any(map(low.__contains__, others))
    )


@cache
def _parted(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part what an ASCII text can say from what it cannot: most reports are spared half the phrases."""
    return tuple(filter(str.isascii, phrases)), tuple(one for one in phrases if not one.isascii())
