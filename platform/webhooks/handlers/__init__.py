"""What becomes of the events of each provider. A module each, with a table of what it handles.

Events come late, twice, and in any order. So a handler never asks which came last: states stand on a ladder that is
climbed and never descended, and of times the first (or the last) is kept. Whatever the order, the end is the same.
"""

from webhooks.handlers import daily, resend, stripe, twilio

__all__ = ["daily", "resend", "stripe", "twilio"]
