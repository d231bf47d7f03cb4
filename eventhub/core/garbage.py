"""Garbage is collected between the steps of the program, never inside one.

CPython before 3.12 collects in the middle of whatever allocates next. Where that is the making of an object's `__dict__`,
and a weak reference dies and its callback sets an attribute of the same object, two dicts share freed memory and the process
crashes sooner or later (`make_dict_from_instance_attributes`; the objects are SQLAlchemy's `InstanceState`). The list of
applications opened some forty times did it. Since 3.12 the interpreter itself waits for the end of a step.
"""

import gc
import sys
import threading
import time

COLLECTS_INSIDE_STEPS = sys.version_info < (3, 12)
PAUSE_SECONDS = 0.2


def hold_back() -> None:
    """Let this process collect nothing by itself: for a command that ends soon, or one that calls `collect_due`."""
    if COLLECTS_INSIDE_STEPS:
        gc.disable()


def collect_due() -> None:
    """Collect the oldest generation that has outgrown its threshold, as the allocator would have done by now."""
    outgrown = [
        age for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
    ]
    if outgrown:
        gc.collect(outgrown[-1])


def collect_between_steps() -> None:
    """Give collecting to a thread of this process: it runs while no other thread is in the middle of a step."""
    if COLLECTS_INSIDE_STEPS:
        hold_back()
        threading.Thread(target=_collect_for_ever, daemon=True, name="garbage").start()


def _collect_for_ever() -> None:
    while True:
        time.sleep(PAUSE_SECONDS)
        collect_due()
