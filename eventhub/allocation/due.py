"""What the allocation has due by the clock: pools sealed, offers made and ended, waitlists moved up."""

from eventhub.allocation import actions, draw, waitlist


def work_due() -> int:
    """Do everything that is due now; return how many things were done. Called by the worker inside an app context."""
    return draw.seal_due() + actions.make_due_offers() + actions.expire_offers() + waitlist.move_up_due()
