"""Runs of the solver in the worker, for a draft or for the evidence of one that is to be published: progress kept in the
database, cancelled when asked, marked when the worker died.

The solver tells its progress to memory alone; a pulse beside it writes that down every second and reads whether the run
was called off, so that a long step of the solver never makes a living run look dead.
"""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import case, or_, select, update

from eventhub.accounts.models import Account
from eventhub.allocation import planning
from eventhub.allocation.models import LIVE_RUNS, AllocationRun, RunKind, RunState
from eventhub.allocation.plan import Plan
from eventhub.allocation.problem import Problem
from eventhub.allocation.publishing import CalledOff, publish_for
from eventhub.allocation.solver import Progress, solve
from eventhub.applications.queries import accepted_applications
from eventhub.core import audit, clock
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import DomainError, StateConflict
from eventhub.core.queued_work import first_free, machine_time

log = logging.getLogger(__name__)
RUN_LIMIT = 90.0
# So few are solved while the organiser waits, in a moment; more go to the worker.
SOLVED_AT_ONCE = 40
AT_ONCE_LIMIT = 5.0
PULSE = 1.0
DEAD_AFTER = timedelta(seconds=20)
STOPPED_SOLVING = "后台停过，这一遍没有排完。草稿没动，再排一遍就行。"
STOPPED_PUBLISHING = "后台停过，还没有公示，草稿没动。再公示一次就行。"


@dataclass
class _Sign:
    """What the solver's thread and the pulse tell each other."""

    progress: Progress | None = None
    cancelled: bool = False
    over: threading.Event = field(default_factory=threading.Event)


def work_due(app: Flask, kinds: Collection[RunKind] = tuple(RunKind)) -> int:
    """Mark the runs whose worker died, then do the runs of these kinds that wait, oldest first; return how many were done.

    Called by the worker inside an app context.
    """
    mark_interrupted()
    done = 0
    while (run := _take_next(kinds)) is not None:
        carry_out(app, run)
        done += 1
    return done


def mark_interrupted() -> int:
    """Mark running runs without a sign of life for 20 seconds: nothing of them is lost, they can be asked for again."""
    with writing() as session:
        ended = session.execute(
            update(AllocationRun)
            .where(
                AllocationRun.state == RunState.RUNNING,
                or_(AllocationRun.heartbeat_at.is_(None), AllocationRun.heartbeat_at < machine_time() - DEAD_AFTER),
            )
            .values(
                state=RunState.INTERRUPTED,
                finished_at=clock.now(),
                message=case((AllocationRun.kind == RunKind.PUBLISH, STOPPED_PUBLISHING), else_=STOPPED_SOLVING),
            )
            .execution_options(synchronize_session=False)
        )
    return int(ended.rowcount)  # type: ignore[attr-defined]  # CursorResult, which the stubs call Result


def start(run: AllocationRun) -> bool:
    """Take a waiting run, so that no other worker does. Returns False when somebody else has it."""
    with writing():
        if locked(run).state is not RunState.QUEUED:
            return False
        _begin(run)
    return True


def cancel(run: AllocationRun, actor: Account) -> None:
    """Call a run off: a waiting one at once, a working one within a second. Raises StateConflict when it has ended."""
    with writing():
        locked(run)
        if run.state not in LIVE_RUNS:
            raise StateConflict(f"这一遍已经{run.state.label}，不用取消。", code="run_over")
        run.cancel_asked = True
        if run.state is RunState.QUEUED:
            run.state, run.finished_at = RunState.CANCELLED, clock.now()
        audit.record(actor, "plan.run_cancel", f"festival:{run.festival_id}")


def done_at_once(run: AllocationRun) -> bool:
    """Do a run of a small festival here and now; False: it is left to the worker. Raises StateConflict when it came to nothing."""
    if len(accepted_applications(run.festival)) > SOLVED_AT_ONCE or not start(run):
        return False
    carry_out(current_app._get_current_object(), run, AT_ONCE_LIMIT)  # type: ignore[attr-defined]
    if run.state is not RunState.DONE:
        raise StateConflict(run.message or run.state.label, code="run_failed")
    return True


def carry_out(app: Flask, run: AllocationRun, limit: float = RUN_LIMIT) -> None:
    """Do a run that was taken: store its plan as the draft, or publish; whatever goes wrong is written on the run.

    `limit`: seconds for each problem it solves.
    """
    sign, number, kind = _Sign(), run.id, run.kind
    pulse = threading.Thread(target=_beat, args=(app, number, sign), daemon=True, name=f"run {number}")
    pulse.start()
    try:
        if kind is RunKind.PUBLISH:
            publish_for(run, _solver(sign, limit))
        else:
            _solve_draft(run, sign, limit)
    except DomainError as error:
        _finish(number, RunState.CANCELLED if isinstance(error, CalledOff) else RunState.FAILED, error.sentence)
    except Exception:
        log.exception("run %s failed", number)
        again = "再公示一次" if kind is RunKind.PUBLISH else "再排一遍"
        _finish(number, RunState.FAILED, f"我们这边出了差错，已经记下来了。请{again}。")
    finally:
        sign.over.set()
        pulse.join()


def _solver(sign: _Sign, limit: float) -> Callable[[Problem], Plan]:
    """Return what solves a problem, tells how far it is, and raises CalledOff once the run was called off."""

    def tell(progress: Progress) -> None:
        sign.progress = progress

    def answer(problem: Problem) -> Plan:
        plan = solve(problem, time_limit=limit, progress=tell, cancelled=lambda: sign.cancelled)
        if sign.cancelled:
            raise CalledOff
        return plan

    return answer


def _solve_draft(run: AllocationRun, sign: _Sign, limit: float) -> None:
    number, question = run.id, planning.ask(run.festival)
    plan = _solver(sign, limit)(question.problem)
    draft = planning.store_draft(run.festival, question, plan, run.asked_by)
    ending = "每一层都证明是最好的。" if plan.proven else "时间到了，有的层还没证明到头，方案照样守规矩。"
    said = f"排好了：{len(plan.placements)} 户有摊位，{len(plan.unplaced)} 户没排上。{ending}"
    _finish(number, RunState.DONE, said, draft.id)


def _take_next(kinds: Collection[RunKind]) -> AllocationRun | None:
    waiting = select(AllocationRun).where(AllocationRun.state == RunState.QUEUED, AllocationRun.kind.in_(kinds))
    with writing():
        run = first_free(waiting.order_by(AllocationRun.id))
        if run is not None:
            _begin(run)
    return run


def _begin(run: AllocationRun) -> None:
    run.state, run.started_at, run.heartbeat_at = RunState.RUNNING, clock.now(), machine_time()


def _beat(app: Flask, number: int, sign: _Sign) -> None:
    with app.app_context():
        while not sign.over.wait(PULSE):
            try:
                sign.cancelled = sign.cancelled or _write_down(number, sign.progress)
            except Exception:
                log.exception("run %s: its sign of life could not be written", number)
            finally:
                db.session.remove()


def _write_down(number: int, progress: Progress | None) -> bool:
    """Write progress and sign of life; return whether the run was called off, or taken from this worker."""
    values: dict[str, object] = {"heartbeat_at": machine_time()}
    if progress:
        values |= {"level": progress.level, "done": progress.done, "count": progress.count}
    with writing() as session:
        session.execute(
            update(AllocationRun)
            .where(AllocationRun.id == number, AllocationRun.state == RunState.RUNNING)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        run = session.get_one(AllocationRun, number)
        return run.cancel_asked or run.state is not RunState.RUNNING


def _finish(number: int, state: RunState, message: str, plan_id: int | None = None) -> None:
    with writing() as session:
        run = session.get_one(AllocationRun, number, with_for_update=True)
        if run.state is RunState.RUNNING:
            run.state, run.message, run.plan_id, run.finished_at = state, message[:300], plan_id, clock.now()
