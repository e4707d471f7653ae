"""The blocklist filter: the sending IP, the sender's domain and every linked domain."""

from mailworthy.message.blocklist.survey import survey

__all__ = ["survey"]
