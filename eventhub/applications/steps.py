"""The five short steps of an application, and what each must hold before it can be handed in."""

from dataclasses import dataclass

from eventhub.applications.models import Application

MAX_GOODS = 5


@dataclass(frozen=True)
class Step:
    """A step: key in addresses and in `steps_done`, number, and the question above it."""

    key: str
    number: int
    title: str


STEPS = (
    Step("contact", 1, "您是哪家？"),
    Step("goods", 2, "您卖什么？"),
    Step("needs", 3, "要啥条件？"),
    Step("papers", 4, "证照和承诺"),
    Step("check", 5, "交之前看一遍"),
)
STEP_OF_KEY = {step.key: step for step in STEPS}
FILLED_STEPS = STEPS[:-1]


def after(key: str) -> Step:
    """Return the step that follows; the check after the last."""
    return STEPS[min(STEP_OF_KEY[key].number, len(STEPS) - 1)]


def unfinished(application: Application) -> list[Step]:
    """Return the steps that are not filled in yet, in order. The fields are asked, not only what was
    ticked off.
    """
    filled = {
        "contact": bool(application.contact_name and application.contact_phone),
        "goods": 1 <= len(application.goods) <= MAX_GOODS,
        "needs": bool(application.days) and (application.anywhere or bool(application.zones)),
        "papers": application.committed_at is not None,
    }
    return [step for step in FILLED_STEPS if not filled[step.key] or step.key not in application.steps_done]


def next_step(application: Application) -> Step:
    """Return where to go on filling in: the first unfinished step, or the check."""
    return next(iter(unfinished(application)), STEPS[-1])
