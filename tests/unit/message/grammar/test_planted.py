"""English, German and French: sentences with a fault each, and right ones that look as if they had one."""

from __future__ import annotations

import pytest

from mailworthy.message.grammar.slips import slips

# How many are found at least: rules look for what is a fault for sure, and never for the sense.
FOUND_LEAST = {"en": 0.6, "de": 0.9, "fr": 0.9}
PLANTED = {
    "en": """
        You should of seen our new range.
        An unique offer for our readers.
        The chairs what you ordered is on their way to you.
        We has sent you the parcel.
        The items is ready for pickup.
        He don't like waiting for parcels.
        Your going to love this.
        Thanks you for your order.
        More then 500 people joined.
        We look forward to hear from you.
        She go to the shop every day.
        There is many reasons to join.
        Each of the items are checked.
        If you didn't received the email, tell us.
        I am agree with the terms.
        We are writing to informing you of changes.
        You can to order online.
        Please let we know.
        Between you and I, it is a bargain.
        It could of been worse.
        The peoples of our team are here.
        All our informations are online.
        Its a great day to buy.
        We was glad to see you.
        You will can choose a colour.
        We will sent you an invoice.
        This are our best offers.
        These offer is valid until Monday.
        Its been a long year.
        For all intensive purposes, it is free.
        We discussed about your order.
        It depends of the size.
        Its not to late to register.
        Their is a new shop in town.
        Everyone are invited.
        I'm looking forward to meet you.
        Who's account is this?
        Irregardless of the price, it is good.
        Please make sure that you has logged in.
        Less people came than expected.
        We are use to long queues.
        The event was cancel.
        You must to pay before Friday.
        She have two gardens.
        Please advice us of your decision.
        A lot of customer have asked us.
        One of our customer won the prize.
        We are interested on your feedback.
        Everytime you buy, we plant a tree.
        The house need a new roof.
    """,
    "de": """
        Wir hoffen, das Ihnen unser Newsletter gefällt.
        Bitte beachten Sie, das der Laden am Montag geschlossen ist.
        Schön, das du dabei bist!
        Danke, das Sie uns vertrauen.
        Wir sind stolz darauf, das wir so viele Kunden haben.
        Ich weiß, das es schwer ist.
        Seid drei Jahren sind wir für Sie da.
        Wenn ihr seit gestern registriert seid, könnt ihr loslegen. Ihr seit die Besten!
        Desweiteren erhalten Sie einen Gutschein.
        Im vorraus vielen Dank.
        Wir wollten nur mal bescheid geben.
        Die Reperatur dauert drei Tage.
        Das ist der einzigste Termin.
        Die die Anmeldung ist ab sofort möglich. Wir freuen uns auf auf Sie.
        Der Preis ist höher als als erwartet.
        Wir bieten ihnen den besten Standart.
        Widerrufen können Sie jederzeit, Ihr Wiederruf genügt.
        Das Angebot gilt nur solange der Vorat reicht.
        Garnicht teuer: unsere neuen Stühle.
        Bitte senden Sie uns die Orginalrechnung.
        Sehr geehrte Herr Müller,
        Mit freundlichem Grüßen
        Alle Info's zum Event finden Sie online.
        Der Rabatt gilt , wenn Sie heute bestellen.
        Wir haben das Paket (2 Stühle und ein Tisch an Sie verschickt.
        Wegen dem Wetter verschiebt sich die Lieferung.
        Unser Team steht ihnen gerne zur Verfügung.
        Dass ist unser bestes Angebot.
        Vielen Dank für ihr Vertrauen!
        Wir wünschen ihnen einen schönen Tag.
    """,
    "fr": """
        Si il pleut, nous restons ouverts.
        Quand à vous, vous gagnez du temps.
        Ça à été un plaisir.
        Soldes jusqu'a dimanche soir.
        Vous pouvez commandé en ligne.
        Le livre que vous avez commander est arrivé.
        Ces une offre à ne pas manquer.
        Ont peut venir dès midi.
        Sa fait dix ans que nous sommes là.
        Choisissez parmis nos arbres.
        Merci pour pour votre commande.
        Nous vous souhaitons une une belle journée.
        A bientôt dans nos nos magasins.
        Bienvenue à l'acceuil.
        Le magasin est ouvert , venez vite.
        Grâce a vous, nous grandissons.
        Malgrés la pluie, la fête a lieu.
        Vous devez confirmé votre adresse.
        Il à reçu votre message.
        Biensûr, la livraison est offerte.
    """,
}
RIGHT = {
    "en": """
        You should, of course, have seen it; he could of course come.
        The company and its the-day-after policy are known for that.
        Its garden is open, and it's our own garden that we love.
        Your invited guests are welcome, and here is your welcome gift.
        Read more, then order; once you know more then, tell us.
        Keep the soil loose and moist, and do not lose patience.
        An unusual offer, a one-off, a European idea, a user's guide, an hour.
        She said that that that was had had been had.
        Everything we can to help you, we do to the end.
        If everybody were here, would they have a seat?
        May she have her say; does he have his?
        We look forward to hearing from you at the open day.
        There is much to see, and there are many to see it.
        A sneak peek at the peak of the season.
        We have been here since 1990, since two years before the fair.
        What use to the reader is a text that nobody can use to learn?
        People like this are rare, and those like that is not.
        One of our customer service team will call you.
        Thank you for your order; nobody thanks you for you.
        It all depends on whether the weather is good.
        The armed might of nature, and the full might of the law.
        Bring your own bag: bye bye plastic, hello hello paper.
    """,
    "de": """
        Wir freuen uns, das neue Haus zu zeigen, das wir gebaut haben.
        Wir freuen uns, das Ihnen mitteilen zu können.
        Ein Haus, das das Kind mag, und die, die die Hand hob.
        Sie finden etwas, das Sie mögen, und wissen das, das Sie wissen müssen.
        Ein Buch, ohne das wir nicht leben wollen.
        Ihr seid 2019 beigetreten, und seit 2019 seid ihr dabei.
        Seid willkommen! Seid ihr gestern gut angekommen?
        Wenn ihr seit Jahren dabei seid, kennt ihr das.
        Der Wein, den ihr seit gestern kennt, ist aus.
        Bitte gießen Sie sie gut an, und nehmen Sie Ihre Schere mit.
        Er ist uns weit voraus, wir danken im Voraus.
        Auf Wiedersehen, wir sind wieder da und wiederholen es gern.
        Viel Spaß mit dem großen Strauß, der Straße und dem Maß!
        Wir danken allen Gästen für ihr Vertrauen und wünschen ihnen Glück.
        Die Standarte weht, der Standard ist hoch.
        Am Besten der Zunft führt kein Weg vorbei, am besten also hin.
        So geht's: Hier gibt's mehr, und wie geht's Ihnen?
        Sehr geehrte Damen und Herren, sehr geehrter Herr Weber,
        Mit freundlichem Gruß, mit freundlichen Grüßen
        Je mehr, desto besser: mehr als je, nie wie heute.
        Das ist, was zählt: dass es gut ist und dass Sie es mögen.
        Er nahm an an jenem Tag; sie zog aus aus dem Haus.
    """,
    "fr": """
        Nous nous voyons, vous vous souvenez, c'est très très bien.
        Quand à midi la cloche sonne, tout est prêt !
        A partir de lundi, il a bientôt fini ; jusqu'à dimanche.
        Vous pouvez, malgré tout, payer ; vous pouvez pré-réserver.
        Vous avez hier reçu un livre que vous avez commandé.
        Ces uniformes sont neufs, ces unités aussi.
        Elles ont peur, ils ont valu le détour.
        Sa valeur est grande, sa vapeur aussi.
        Il reste beaucoup à faire, il n'y a rien à dire.
        Si elle vient, tant mieux ; s'il vient aussi.
    """,
}


def _lines(of: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (language, line.strip())
        for language, text in of.items()
        for line in text.splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("language", PLANTED)
def test_most_planted_faults_are_found(language):
    planted = [line for one, line in _lines(PLANTED) if one == language]
    missed = [line for line in planted if not slips(line, language)]
    assert 1 - len(missed) / len(planted) >= FOUND_LEAST[language], "\n".join(missed)


@pytest.mark.parametrize(("language", "line"), _lines(RIGHT))
def test_what_only_looks_like_a_fault_is_left_alone(language, line):
    assert slips(line, language) == ()
