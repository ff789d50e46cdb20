"""Who processes the events: threads that claim them, and one that keeps watch over the threads."""

from webhooks.worker.process import Options, Process

__all__ = ["Options", "Process"]
