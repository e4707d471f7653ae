"""Reports of programs that nobody wrote a reader for, in many languages: the general reader, or whichever takes them."""

from __future__ import annotations

import pytest

from mailworthy.bounce.record import Kind
from mailworthy.finding import Confidence

DAEMON = "MAILER-DAEMON@mx.example.net"
POSTMASTER = "postmaster@example.net"

# Who, sender, subject, text, and of each recipient the address and words that must be there.
# fmt: off
REPORTS = [
    ("courier", DAEMON, "NOTICE: mail delivery status.",
     "This is a delivery status notification from mx.example.net,\nrunning the Courier mail server, version 0.47.\n\nThe original message was received on Tue, 05 Jul 2005 10:00:00 +0200\nfrom relay.example.org ([192.0.2.7])\n\n---------------------------------------------------------------------------\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<gone@example.com>:\n    mx.example.com [192.0.2.25]:\n>>> RCPT TO:<gone@example.com>\n<<< 550 User unknown.\n\n---------------------------------------------------------------------------\n\nIf your message was also sent to additional recipients, their delivery\nstatus is not included in this report.\n",
     [("gone@example.com", "550 User unknown")]),
    ("mercury", POSTMASTER, "Undeliverable mail",
     "From:    Electronic Postmaster\nTo:      news@example.org\nSubject: Undeliverable mail\n\nYour message could not be delivered to the following recipients:\n\n   <gone@example.com>\n      reason: 550 no such mailbox here\n\nA copy of the message follows:\n\nFrom: a@b.example\nTo: gone@example.com\n",
     [("gone@example.com", "550 no such")]),
    ("kerio", DAEMON, "Delivery failed",
     "Your message could not be delivered.\n\nMail server: mail.example.net\n\nRecipient: gone@example.com\nReason: 550 5.1.1 <gone@example.com>: Recipient address rejected\n",
     [("gone@example.com", "550 5.1.1")]),
    ("smartermail", "System Administrator <postmaster@example.net>", "Delivery Failure",
     "Could not deliver message to the following recipient(s):\n\nFailed Recipient: gone@example.com\nReason: Remote host said: 550 5.1.1 unknown\n\n   -- The header and top 20 lines of the message follows --\n\nReceived: from x\n",
     [("gone@example.com", "550 5.1.1")]),
    ("axigen", POSTMASTER, "Mail delivery failed: returning message to sender",
     "The following message could not be delivered.\n\nThe recipients of the message:\n   gone@example.com (remote server said: 554 5.7.1 blocked)\n",
     [("gone@example.com", "554 5.7.1")]),
    ("icewarp", POSTMASTER, "Delivery Status Notification (Failure)",
     "Your message couldn't be delivered to following recipients.\n\ngone@example.com: 550 5.1.1 User unknown; rejecting\n\n",
     [("gone@example.com", "550 5.1.1")]),
    ("communigate", DAEMON, "Undeliverable mail: Offer",
     "Failed to deliver to '<gone@example.com>'\nSMTP module(domain example.com) reports:\n host mx.example.com says:\n 550 5.1.1 unknown mailbox\n\n",
     [("gone@example.com", "550 5.1.1")]),
    ("groupwise", POSTMASTER, "Message status - undeliverable",
     "The message that you sent was undeliverable to the following:\n\tgone@example.com (User not found)\n\nPossibly truncated original message follows:\n\nhello",
     [("gone@example.com", "not found")]),
    ("mdaemon13", "MDaemon@example.net", "MDaemon Notification -- Delivery Failure",
     "The attached message had PERMANENT fatal delivery errors!\n\nAfter one or more unsuccessful delivery attempts the attached message has\nbeen removed from the mail queue on this server.\n\nFailed address: gone@example.com\n\n--- Session Transcript ---\n Tue 2013-07-02 10:00:00: Parsing message <xxx>\n Tue 2013-07-02 10:00:01: <-- 220 mx.example.com ESMTP\n Tue 2013-07-02 10:00:01: --> EHLO example.net\n Tue 2013-07-02 10:00:01: <-- 250 ok\n Tue 2013-07-02 10:00:01: --> MAIL From:<news@example.org>\n Tue 2013-07-02 10:00:01: <-- 250 2.1.0 Ok\n Tue 2013-07-02 10:00:01: --> RCPT To:<gone@example.com>\n Tue 2013-07-02 10:00:02: <-- 550 5.1.1 No such user\n Tue 2013-07-02 10:00:02: --> QUIT\n--- End Transcript ---\n",
     [("gone@example.com", "550 5.1.1 No such user")]),
    ("mailsite", POSTMASTER, "Undeliverable Mail",
     "The following message could not be delivered because the address gone@example.com is not known here.\n",
     [("gone@example.com", "")]),
    ("ntmail", POSTMASTER, "Message Delivery Failure",
     "Your message was not delivered to the following recipients:\n\ngone@example.com (no such mailbox)\nfull@example.com (mailbox is full)\n",
     [("gone@example.com", "no such"), ("full@example.com", "full")]),
    ("postoffice", "Mail Administrator <Postmaster@example.net>", "Mail System Error - Returned Mail",
     "This Message was undeliverable due to the following reason:\n\nThe user(s) account is temporarily over quota.\n\n<gone@example.com>\n\nPlease reply to Postmaster@example.net\nif you feel this message to be in error.\n",
     [("gone@example.com", "over quota")]),
    ("postoffice2", "Mail Administrator <Postmaster@example.net>", "Mail System Error - Returned Mail",
     "This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a remote mail server.\nThe reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n    Recipient: <gone@example.com>\n    Reason:    5.1.1 <gone@example.com>... User unknown\n\n\nPlease reply to <Postmaster@example.net>\nif you feel this message to be in error.\n",
     [("gone@example.com", "5.1.1")]),
    ("smail", DAEMON, "mail failed, returning to sender",
     "|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n|------------------------- Failed addresses follow: ---------------------|\n <gone@example.com> ... unknown user\n|------------------------- Message text follows: ------------------------|\nReceived: x\n",
     [("gone@example.com", "unknown user")]),
    ("zmailer", DAEMON, "Returned mail: Could not deliver",
     'This is a collection of reports about email delivery\nprocess concerning a message you originated.\n\nFAILED:\n  Original Recipient:\n    rfc822;gone@example.com\n  Control data:\n    smtp example.com gone@example.com 99\n  Diagnostic texts:\n    <smtp mx.example.com [192.0.2.25]>: "550 5.1.1 User unknown"\n',
     [("gone@example.com", "550 5.1.1")]),
    ("pp-isode", POSTMASTER, "Delivery Report (failure) for gone@example.com",
     "------------------------------ Start of body part 1\n\nThis report relates to your message: Subject: Offer, Message-ID: <x@y.example>\n   To: gone@example.com\n\nYour message was not delivered to\n   gone@example.com\nfor the following reason:\n   Recipient's Mailbox unavailable\n   MTA 'mx.example.com' gives error message User unknown\n",
     [("gone@example.com", "unavailable")]),
    ("exch2003en", POSTMASTER, "Undeliverable: Offer",
     "Your message did not reach some or all of the intended recipients.\n\n      Subject:\tOffer\n      Sent:\t3/3/2004 10:00 AM\n\nThe following recipient(s) could not be reached:\n\n      gone@example.com on 3/3/2004 10:01 AM\n            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.\n            <mx.example.com #5.1.1 smtp;550 5.1.1 User unknown>\n",
     [("gone@example.com", "550 5.1.1")]),
    ("exch2003de", "Systemadministrator <postmaster@example.net>", "Unzustellbar: Angebot",
     "Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\n      Betreff:\tAngebot\n      Gesendet am:\t03.03.2004 10:00\n\nFolgende Empfänger konnten nicht erreicht werden:\n\n      gone@example.com am 03.03.2004 10:01\n            Das E-Mail-Konto ist in der Organisation, an die diese Nachricht gesendet wurde, nicht vorhanden.\n            <mx.example.net #5.1.1>\n",
     [("gone@example.com", "5.1.1")]),
    ("exch2003fr", "Administrateur système <postmaster@example.net>", "Non remis : Offre",
     "Votre message n'a pas atteint certains ou tous les destinataires prévus.\n\n      Objet :\tOffre\n      Date :\t03/03/2004 10:00\n\nImpossible de joindre le(s) destinataire(s) suivant(s) :\n\n      gone@example.com le 03/03/2004 10:01\n            Le compte de messagerie n'existe pas dans l'organisation.\n            < mx.example.net #5.1.1>\n",
     [("gone@example.com", "5.1.1")]),
    ("exch2010de", POSTMASTER, "Unzustellbar: Angebot",
     "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\ngone@example.com\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die E-Mail-Adresse.\n\nDiagnoseinformationen für Administratoren:\n\nGenerierender Server: mx.example.net\n\ngone@example.com\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nUrsprüngliche Nachrichtenkopfzeilen:\n\nReceived: from x\n",
     [("gone@example.com", "550 5.1.1")]),
    ("exch2010ja", "postmaster@example.jp", "配信不能: お知らせ",
     "次の受信者または配布リストへの配信に失敗しました:\n\ngone@example.com<mailto:gone@example.com>\n入力した電子メール アドレスが見つかりませんでした。\n\n管理者向けの診断情報:\n\n生成サーバー: mx.example.jp\n\ngone@example.com\n#< #5.1.1 smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found> #SMTP#\n\n元のメッセージ ヘッダー:\n\nReceived: from y\n",
     [("gone@example.com", "550 5.1.1")]),
    ("o365new", "postmaster@example.onmicrosoft.com", "Undeliverable: Offer",
     "Your message to gone@example.com couldn't be delivered.\n\ngone wasn't found at example.com.\n\nnews\tOffice 365\tgone\nAction Required\t\tRecipient\n\nUnknown To address\n\nHow to Fix It\nThe address may be misspelled or may not exist. Try one or more of the following.\n\nMore Info for Email Admins\nStatus code: 550 5.1.10\n\nThis error occurs because the sender sent a message to an email address hosted by Office 365 but the address is incorrect or doesn't exist.\n\nOriginal Message Details\nCreated Date:\t3/3/2020 10:00:00 AM\nSender Address:\tnews@example.org\nRecipient Address:\tgone@example.com\nSubject:\tOffer\n\nError Details\nReported error:\t550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@example.com not found by SMTP address lookup\nDSN generated by:\tDB7PR01.eurprd01.prod.exchangelabs.com\n",
     [("gone@example.com", "550 5.1.10")]),
    ("exim-de", DAEMON, "Mail delivery failed: returning message to sender",
     "Diese Nachricht wurde automatisch vom Mailserver erzeugt.\n\nEine Nachricht, die Sie gesendet haben, konnte an einen oder mehrere\nEmpfänger nicht zugestellt werden. Die folgenden Adressen sind betroffen:\n\n  gone@example.com\n    host mx.example.com [192.0.2.25]\n    SMTP error from remote mail server after RCPT TO:<gone@example.com>:\n    550 5.1.1 unbekannt\n\n------ Dies ist eine Kopie der Nachricht. ------\n\nReturn-path: <x@y.example>\n",
     [("gone@example.com", "550 5.1.1")]),
    ("exim-list", DAEMON, "Mail delivery failed: returning message to sender",
     "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  save to /var/mail/box\n    (ultimately generated from gone@example.com)\n    mailbox is full\n  |/usr/bin/vacation\n    (generated from full@example.com)\n    local delivery failed\n",
     [("gone@example.com", "mailbox is full"), ("full@example.com", "local delivery")]),
    ("qmail-ja", DAEMON, "failure notice",
     "こちらは example.jp のメールシステムです。\nメールをお届けすることができませんでした。\n\n<gone@example.com>:\n192.0.2.25 does not like recipient.\nRemote host said: 550 5.1.1 unknown\nGiving up on 192.0.2.25.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <a@b.example>\n",
     [("gone@example.com", "550 5.1.1")]),
    ("qmail-cut", DAEMON, "failure notice",
     "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<gone@example.com>:\nSorry, no mailbox here by that na",
     [("gone@example.com", "no mailbox here")]),
    ("qmail-delay", DAEMON, "failure notice",
     "Hi. This is the qmail-send program at mx.example.net.\nI have not been able to deliver your message yet.\nI'm not giving up. I will keep trying for 6 more days.\n\n<gone@example.com>:\nCNAME lookup failed temporarily. (#4.4.3)\n",
     [("gone@example.com", "#4.4.3")]),
    ("qq", "PostMaster@qq.com", "系统退信",
     "系统退信\n\n很抱歉您发送的邮件被退回，以下是该邮件的相关信息：\n\n被退回邮件\t主 题：Offer\n时 间：2015-03-03 10:00:00\n无法发送到 gone@example.com\n退信原因\t收件人邮件地址（gone@example.com）不存在，邮件无法送达。\nhost mx.example.com[192.0.2.25] said: 550 Mailbox not found.\n",
     [("gone@example.com", "550 Mailbox")]),
    ("163", "Postmaster@163.com", "系统退信/Systems bounce",
     "抱歉，您的邮件被退回来了……\n原邮件信息：\n时　间\t2015-03-03 10:00:00\n主　题\tOffer\n收件人\tgone@example.com\n退信原因：\n收件人不存在\n英文说明:SMTP error, RCPT TO: 550 User not found: gone@example.com\n",
     [("gone@example.com", "550 User not found")]),
    ("naver", "mailer-daemon@naver.example", "[메일 발송 실패 안내] Offer",
     "회원님께서 보내신 메일이 다음의 사유로 전송되지 못했습니다. 전송 실패\n\n받는사람: <gone@example.com>\n실패사유: 받는 사람의 메일 주소가 존재하지 않습니다. (550 5.1.1 User unknown)\n",
     [("gone@example.com", "550 5.1.1")]),
    ("docomo", DAEMON, "Undelivered Mail Returned to Sender",
     "The following message could not be delivered.\n以下のメールは送信できませんでした。\n\n宛先: gone@docomo.example\n理由: 550 Unknown user gone@docomo.example\n",
     [("gone@docomo.example", "550 Unknown user")]),
    ("softbank", "MAILER-DAEMON@softbank.example", "Non Delivery Notification",
     "ご指定の宛先に送信できませんでした。宛先をご確認下さい。\n\ngone@softbank.example\n\n550 Invalid recipient: <gone@softbank.example>\n",
     [("gone@softbank.example", "550 Invalid")]),
    ("tonline", DAEMON, "Returned mail: Mailbox full",
     "Die Nachricht mit dem Betreff 'Angebot' konnte nicht zugestellt werden.\n\nDer Empfänger <gone@t-online.example> hat sein Speichervolumen überschritten.\n",
     [("gone@t-online.example", "Speichervolumen")]),
    ("orange", DAEMON, "Votre message n'a pas pu être remis",
     "Bonjour,\n\nVotre message n'a pas pu être remis à son destinataire :\n\ngone@orange.example\n\nRaison : 550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416\n",
     [("gone@orange.example", "550 5.1.1")]),
    ("libero", DAEMON, "Mancato recapito",
     "Il messaggio inviato a gone@libero.example non è stato recapitato.\n\nMotivo: casella inesistente\n",
     [("gone@libero.example", "inesistente")]),
    ("terra", DAEMON, "Error de entrega",
     "Su mensaje no pudo ser entregado a los siguientes destinatarios:\n\n  - gone@terra.example: buzón lleno (552 5.2.2)\n",
     [("gone@terra.example", "552 5.2.2")]),
    ("uol", DAEMON, "Falha na entrega da mensagem",
     "Sua mensagem não pôde ser entregue para o seguinte endereço:\n\n<gone@uol.example>\n550 5.1.1 Usuário inexistente\n",
     [("gone@uol.example", "550 5.1.1")]),
    ("wp", DAEMON, "Niedostarczona wiadomość",
     "Twoja wiadomość nie została dostarczona do:\ngone@wp.example\n\nPowód: 550 Nie ma takiego użytkownika\n",
     [("gone@wp.example", "550 Nie")]),
    ("seznam", DAEMON, "Nedoručitelná zpráva",
     "Vaši zprávu se nepodařilo doručit na adresu gone@seznam.example.\n\nServer odpověděl: 550 5.1.1 uživatel neexistuje\n",
     [("gone@seznam.example", "550 5.1.1")]),
    ("rambler", DAEMON, "Недоставленное сообщение",
     "Ваше сообщение не может быть доставлено следующему адресату:\n\n<gone@rambler.example>: host mx.rambler.example[192.0.2.1] said: 550 5.1.1 no such user\n",
     [("gone@rambler.example", "550 5.1.1")]),
    ("turkish", DAEMON, "İletiniz teslim edilemedi",
     "Gönderdiğiniz ileti aşağıdaki alıcıya teslim edilemedi:\n\ngone@example.tr\n\nSebep: 552 5.2.2 posta kutusu dolu\n",
     [("gone@example.tr", "552 5.2.2")]),
    ("swedish", DAEMON, "Meddelandet kunde inte levereras",
     "Ditt meddelande kunde inte levereras till följande mottagare:\ngone@example.se\nOrsak: 550 okänd användare\n",
     [("gone@example.se", "550 ok")]),
    ("unknownlanguage", DAEMON, "Zpr 77",
     "Lorem ipsum dolor gone@example.com sit amet\n\ngone@example.com\n550 5.1.1 nope\n",
     [("gone@example.com", "550 5.1.1")]),
    ("barracuda", "Barracuda Spam Firewall <postmaster@example.net>", "**Message you sent blocked by our bulk email filter**",
     "Your message to: gone@example.com\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: Offer\n",
     [("gone@example.com", "blocked")]),
    ("proofpoint", "Proofpoint Protection Server <postmaster@example.net>", "Undeliverable: Offer",
     "Your message could not be delivered to one or more recipients.\n\nRecipient(s):\n  gone@example.com\n\nReason: 5.7.1 Message content rejected\n",
     [("gone@example.com", "5.7.1")]),
    ("sophos", POSTMASTER, "Delivery Status Notification (Failure)",
     "The following message to <gone@example.com> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error 550-'5.1.1 <gone@example.com>: unknown'\n",
     [("gone@example.com", "5.1.0 - Unknown")]),
    ("postini", POSTMASTER, "Message Rejected",
     "Your message was rejected by the recipient's mail system.\n\nTo: gone@example.com\nError: 554 Denied [CS]\n",
     [("gone@example.com", "554 Denied")]),
    ("websense", POSTMASTER, "Undeliverable mail",
     "The message could not be delivered to: gone@example.com, full@example.com\n\nServer response: 552 Mailbox full\n",
     [("gone@example.com", "552"), ("full@example.com", "552")]),
    ("dovecot", "Mail Delivery Subsystem <postmaster@example.net>", "Rejected: Offer",
     "Your message to <gone@example.com> was automatically rejected:\nQuota exceeded (mailbox for user is full)\n",
     [("gone@example.com", "Quota exceeded")]),
    ("cyrus-sieve", "Mail Sieve Subsystem <postmaster@example.net>", "Automatically rejected mail",
     "Your message was automatically rejected by Sieve, a mail\nfiltering language.\n\nThe following reason was given:\nI do not take such mail.\n\n<gone@example.com>\n",
     [("gone@example.com", "I do not take")]),
    ("xmail", POSTMASTER, "Error sending message [1234] from [example.net]",
     "[<00>] XMail bounce: Rcpt=[gone@example.com];Error=[550 5.1.1 User unknown]\n\n[<01>] Error sending message [1234] from [example.net].\n\nID:        <S1234>\nMail From: <news@example.org>\nRcpt To:   <gone@example.com>\nServer:    <mx.example.com>\n\n[<02>] The reason of the delivery failure was:\n\n550 5.1.1 User unknown\n",
     [("gone@example.com", "550 5.1.1")]),
    ("argosoft", "Mail Delivery Subsystem <postmaster@example.net>", "Undeliverable mail",
     "Failed to deliver message to gone@example.com\nError Message: 550 relay not permitted\n",
     [("gone@example.com", "550 relay")]),
    ("vpop3", POSTMASTER, "Message could not be delivered",
     "VPOP3 could not deliver the following message to\n   gone@example.com\n\nThe remote mail server said:\n   553 sorry, that domain isn't in my list of allowed rcpthosts\n",
     [("gone@example.com", "553 sorry")]),
    ("surgemail", DAEMON, "Failed mail",
     "Your message could not be delivered:\n\n   Sent   <<< RCPT TO:<gone@example.com>\n   Response >>> 550 no such user\n   Failed to deliver to gone@example.com\n",
     [("gone@example.com", "550 no such user")]),
    ("haraka", DAEMON, "Failed Delivery: Offer",
     "I'm sorry to say your email was not delivered.\n\nIntended Recipients: <gone@example.com>\nFailure Reason: Error: 550 5.1.1 unknown user\n",
     [("gone@example.com", "550 5.1.1")]),
    ("zonemta", "Mail Delivery System <mailer-daemon@example.net>", "Delivery Status Notification (Failure)",
     "Delivery to the following recipient failed permanently:\n    gone@example.com\n\nTechnical details of permanent failure:\n\n550 5.1.1 no mailbox\n",
     [("gone@example.com", "550 5.1.1")]),
    ("halon", "Mail Delivery System <postmaster@example.net>", "Delivery Failure",
     'Your message with subject "Offer" could not be delivered to gone@example.com: 550 5.7.1 rejected by policy\n',
     [("gone@example.com", "550 5.7.1")]),
    ("as400", "postmaster@as400.example.net", "Delivery Failure",
     "SMTP could not deliver mail to the following: GONE@EXAMPLE.COM\nHost reply: 550 Unknown local part\n",
     [("gone@example.com", "550 Unknown")]),
    ("wildduck", "mailer-daemon@example.net", "Undelivered Mail Returned to Sender",
     "Your message to gone@example.com was rejected by the server:\n\n    450 4.2.1 mailbox busy\n",
     [("gone@example.com", "450 4.2.1")]),
    ("delay-generic", DAEMON, "Delayed mail (still being retried)",
     "Your message has not yet been delivered to the following recipients:\n\n gone@example.com\n\nWe will keep trying for 3 days. You do not need to resend it.\n",
     [("gone@example.com", "")]),
    ("lotus-de", POSTMASTER, "ZUSTELLUNGSFEHLER: Benutzer gone nicht im Domino-Verzeichnis",
     "Ihre Nachricht\n\n  Betreff: Angebot\n\nwurde nicht zugestellt an:\n\n  gone@example.com\n\nda:\n\n  Benutzer gone (gone@example.com) nicht im Domino-Verzeichnis aufgeführt\n",
     [("gone@example.com", "nicht im Domino")]),
    ("yandex", "mailer-daemon@yandex.ru", "Недоставленное сообщение",
     "Это письмо отправлено почтовым сервером yandex.ru.\n\nК сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может\nбыть отправлено одному или нескольким адресатам. Технические подробности можно найти ниже.\n\nВозможные причины недоставки указаны по адресу:\nhttps://yandex.ru/support/mail\n\nПожалуйста, не отвечайте на это сообщение.\n\n----------\n\nThis is the mail delivery system at host yandex.ru.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<gone@example.com>: host mx.example.com[192.0.2.25] said: 550 5.7.1 No such user!\n    (in reply to RCPT TO command)\n",
     [("gone@example.com", "550 5.7.1 No such user!")]),
]
# fmt: on
DELAYS = {"qmail-delay", "delay-generic"}


@pytest.mark.parametrize("row", REPORTS, ids=[row[0] for row in REPORTS])
def test_recipients_and_words_are_found(read, row):
    name, sender, subject, body, wanted = row
    found = read(body, sender=sender, subject=subject)
    assert [one.recipient.lower() for one in found] == [address for address, _ in wanted]
    assert all(words in one.text for one, (_, words) in zip(found, wanted, strict=True))
    assert {one.kind for one in found} == {Kind.DELAY if name in DELAYS else Kind.BOUNCE}


def test_an_unknown_language_is_read_by_where_things_stand(read):
    (notice,) = read("Aaa bbb ccc ddd\n\ngone@example.com\n550 5.1.1 eee\n", subject="Fff")
    assert (notice.recipient, notice.source, notice.confidence) == (
        "gone@example.com",
        "general",
        Confidence.LIKELY,
    )


@pytest.mark.parametrize("original", ["", "gone@example.com"])
def test_the_message_that_came_back_is_a_witness(read, original):
    """An address in no telling place counts if the message was for it."""
    found = read(
        "It was not accepted.\n\nThe standard form of addresses has changed here; gone@example.com and old@example.com did.\n",
        subject="Hello",
        original=original,
    )
    assert [one.recipient for one in found] == ([original] if original else [""][: len(found)])


def test_html_alone_is_read(read):
    page = "<html><body><p>Your message could not be delivered to:</p><p>gone@example.com</p><p>550 5.1.1 no</p></body></html>"
    (notice,) = read(page, extra="X-Test: 1\nContent-Type: text/html\n")
    assert (notice.recipient, "550 5.1.1 no" in notice.text) == ("gone@example.com", True)


def test_many_recipients_on_one_line_are_all_found(read):
    listed = ", ".join(f"user{number}@example.com" for number in range(40))
    found = read(f"Your message to: {listed}\nwas blocked by our Spam Firewall and has NOT BEEN DELIVERED.\n")
    assert len(found) == 40
