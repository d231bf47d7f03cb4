"""Publishing as the desk asks for it: at once, or by the worker where hand moves make the evidence a matter of solving.

What can be refused is refused before the worker is asked, and again when its evidence is there. The run that carries it
ends in the very transaction that publishes: a worker killed at any moment has published or has not, and the run says which.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from eventhub.accounts.models import Account
from eventhub.allocation.actions import publish, publish_with, require_publishable
from eventhub.allocation.evidence import Solve, evidence_of, hand_moved, require_nobody_forgotten
from eventhub.allocation.models import AllocationRun, RunKind, RunState, StoredPlan
from eventhub.allocation.planning import queued
from eventhub.allocation.queries import latest_run, offered_in
from eventhub.core import audit, clock
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import StateConflict
from eventhub.core.row_versions import Stale, held
from eventhub.festivals.models import Festival

CHANGED = "准备公示的时候有人动过草稿，所以没有公示。请看过最新的草稿，再公示一次。"


class CalledOff(StateConflict):
    """Somebody called the run off, or another worker gave it up for dead, while it worked."""

    default_code: ClassVar[str] = "run_over"

    def __init__(self) -> None:
        super().__init__("取消了，草稿没动。")


def ask_to_publish(
    draft: StoredPlan, actor: Account, version: int | None, ends_on: date | None = None, correction: str = ""
) -> AllocationRun | None:
    """Publish a draft as the solver left it (None), or queue the run that makes the evidence of one moved by hand.

    Arguments and refusals are those of `actions.publish`; StateConflict as well while another run waits or works.
    """
    if not hand_moved(draft):
        publish(draft, actor, version, ends_on, correction)
        return None
    with writing():
        held(draft, version)
        require_publishable(draft, ends_on)
        require_nobody_forgotten(draft)
        wanted = {
            "plan": draft.id,
            "version": draft.version,
            "ends_on": ends_on.isoformat() if ends_on else "",
            "correction": correction,
        }
        run = queued(draft.festival, actor, RunKind.PUBLISH, wanted)
        audit.record(actor, "plan.ask_publish", f"plan:{draft.id}")
    return run


def last_asked(festival: Festival) -> AllocationRun | None:
    """Return the run that was asked to publish, unless something else was run since."""
    run = latest_run(festival)
    return run if run and run.kind is RunKind.PUBLISH else None


def typed_before(run: AllocationRun | None) -> dict[str, Any]:
    """Return what was typed for a publication that came to nothing, to be asked again with it."""
    if run is None or run.is_live or run.state is RunState.DONE:
        return {}
    return {"ends_on": _last_day(run.wanted), "correction": run.wanted["correction"]}


def publish_for(run: AllocationRun, answer: Solve) -> None:
    """Make the evidence a run asks for and publish with it; the run is done with that. `answer` solves a problem.

    Raises StateConflict, with nothing published, when the draft was changed, something else forbids it by now, or the
    run was called off or given up meanwhile.
    """
    wanted = run.wanted
    draft = db.session.get(StoredPlan, wanted["plan"])
    if draft is None or draft.version != wanted["version"]:
        raise StateConflict(CHANGED, code="draft_changed")
    evidence = evidence_of(draft, offered_in(draft.festival), answer)
    try:
        with writing():
            publish_with(evidence, draft, run.asked_by, wanted["version"], _last_day(wanted), wanted["correction"])
            # Last, as everybody takes them: draft, festival, run.
            if locked(run).cancel_asked or run.state is not RunState.RUNNING:
                raise CalledOff
            run.state, run.plan_id, run.finished_at = RunState.DONE, draft.id, clock.now()
            run.message = f"第 {draft.number} 版公布了。"
    except Stale as error:
        raise StateConflict(CHANGED, code="draft_changed") from error


def _last_day(wanted: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(wanted["ends_on"]) if wanted["ends_on"] else None
