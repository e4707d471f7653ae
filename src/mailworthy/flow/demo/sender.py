"""The sample's own sender: the domain of the shop whose newsletters came back, as such domains stand in DNS after some years.

Somebody added a service at a time, nobody took one away, and the mail host moved once. The services are real names; what the
demo's name server says of them is invented.
"""

from __future__ import annotations

from mailworthy.flow.demo.bounces import IP, SENDER
from mailworthy.flow.demo.zone import Records

DOMAIN = SENDER.partition("@")[2]
HELO = f"mx.{DOMAIN}"
_INCLUDED = (
    "_spf.google.com",
    "spf.rundbriefwerk-falkroth.net",  # went out of business
    "spf.protection.outlook.com",
    "sendgrid.net",
    "mailgun.org",
)
_HERE = "127.0.0.1"  # where the demo's name server listens: the audit asks those that the domain names

_SHORT = (  # a public key of 1024 bits; its private half was thrown away, as that of the next
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1aMyIV1y6Y/5TzQOlXrQseJ9HsTQMQRjzS7iue/d4/caFSlBwGkHmZyWc"
    "Tx6cEbk0ISBpkEsLIico2AxQS9eygg9hGkykuI6K0/PQ6dIajCA9sI0f/eAqehFRPStnuOcladOqR6DIhG6jh0aqx9Db87zq"
    "dALZTSiL/FzznJ2OVwIDAQAB"
)
_LONG = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6Np27oSxiGFWymTiRzoCF+SKG1y5+qDf07PwKP/vovTQpqQJx6IP"
    "vTyVQ5PFUUPZlWqNIl4oaSnMpUscDcRuRaDdXxEZfA8X+2Zxk5DXMDpY3g3Fq0Hc54UnSQjrDrD3IQYzYanxiTQwa9NzWPc3"
    "IQGFD/4OuMBUjFsCyjOSjN6i+0OYdsKLqM6vyXmP84jOyUlYhIhg5yksO3aZPnYkeR6Ct2CXW96EaT7flH0Yb3ycglichI4I"
    "cnpyewPajY+q6aKku8yyKGL6Riab6wRZUfGLzuAN/N/t9iHreeseLII6Jsp3DihNlrD01pEP+j+BeZi+QImiT1ooSN30A9O/"
    "vwIDAQAB"
)


def sender_zone() -> Records:
    """Give the records in the shape of :class:`mailworthy.wire.ask.Zone`."""
    return _shop() | _services()


def _shop() -> Records:
    return {
        DOMAIN: {
            "SOA": [f"ns1.{DOMAIN} hostmaster.{DOMAIN} 2024031801 7200 3600 1209600 300"],
            "NS": [f"ns1.{DOMAIN}", f"ns2.{DOMAIN}"],
            "A": ["192.0.2.80"],
            "MX": [f"10 {HELO}", f"20 backup.{DOMAIN}"],
            "TXT": [
                "google-site-verification=invented-for-this-demo",
                f"v=spf1 ip4:{IP} {' '.join(f'include:{each}' for each in _INCLUDED)} ~all",
            ],
        },
        f"ns1.{DOMAIN}": {"A": [_HERE]},
        f"ns2.{DOMAIN}": {"A": [_HERE]},
        HELO: {"A": [IP]},
        f"backup.{DOMAIN}": {"CNAME": ["mx.posthaus-saarbacher-hosting.net"]},
        f"_dmarc.{DOMAIN}": {"TXT": ["v=DMARC1; p=none"]},
        f"google._domainkey.{DOMAIN}": {"TXT": [f"v=DKIM1; k=rsa; p={_LONG}"]},
        f"default._domainkey.{DOMAIN}": {"TXT": [f"v=DKIM1; k=rsa; p={_SHORT}"]},
        # What the hoster gave the address, and never the shop's own name.
        "10.2.0.192.in-addr.arpa": {"PTR": ["static-192-0-2-10.posthaus-saarbacher-hosting.net"]},
    }


def _services() -> Records:
    return {
        "mx.posthaus-saarbacher-hosting.net": {"A": ["192.0.2.40"]},
        "_spf.google.com": {
            "TXT": [
                "v=spf1 include:_netblocks.google.com include:_netblocks2.google.com include:_netblocks3.google.com ~all"
            ]
        },
        "_netblocks.google.com": {"TXT": ["v=spf1 ip4:198.51.100.0/27 ip4:198.51.100.64/27 ~all"]},
        "_netblocks2.google.com": {"TXT": ["v=spf1 ip6:2001:db8:4000::/36 ip6:2001:db8:8000::/36 ~all"]},
        "_netblocks3.google.com": {"TXT": ["v=spf1 ip4:198.51.100.128/27 ~all"]},
        "spf.protection.outlook.com": {"TXT": ["v=spf1 ip4:203.0.113.0/26 ip6:2001:db8:f400::/48 -all"]},
        "sendgrid.net": {"TXT": ["v=spf1 ip4:203.0.113.64/27 include:ab.sendgrid.net ~all"]},
        "ab.sendgrid.net": {"TXT": ["v=spf1 ip4:203.0.113.96/28 ~all"]},
        "mailgun.org": {"TXT": ["v=spf1 include:_spf1.mailgun.org include:_spf2.mailgun.org ~all"]},
        "_spf1.mailgun.org": {"TXT": ["v=spf1 ip4:203.0.113.128/27 ~all"]},
        "_spf2.mailgun.org": {"TXT": ["v=spf1 ip4:203.0.113.160/27 ~all"]},
    }
