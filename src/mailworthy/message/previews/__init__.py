"""What a message looks like: the pages that are drawn, screen by screen, and what clients of weak CSS leave of them."""

from mailworthy.message.previews.devices import Device, devices
from mailworthy.message.previews.loss import Cause, Loss
from mailworthy.message.previews.views import Look, View, Views, Wanted, views

__all__ = ["Cause", "Device", "Look", "Loss", "View", "Views", "Wanted", "devices", "views"]
