"""Signatures of the departments: no notice before every lane has signed the plan exactly as it stands."""

import hashlib
import json
from typing import Any

from sqlalchemy import delete, select

from eventhub.accounts.access import Scope, roles_in
from eventhub.accounts.models import Account, Role
from eventhub.allocation.board_words import TAGS
from eventhub.allocation.days import days_said
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.notice_models import DEPARTMENTS, Signature, SignOffLane
from eventhub.allocation.queries import lanes_of, signatures_under
from eventhub.applications.queries import accepted_applications
from eventhub.core import audit
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from eventhub.core.row_versions import held
from eventhub.festivals.models import Festival


def set_lane(festival: Festival, department: str, account: Account | None, actor: Account) -> None:
    """Ask a department's signature of this edition, by this reviewer; None: no longer.

    Raises BadInput for an unknown department, or an account that does not review this edition.
    """
    if department not in DEPARTMENTS:
        raise BadInput(fields={"department": "请从列出的部门里选一个。"})
    if account is not None and not may_sign(account, festival):
        raise BadInput(fields={"account": "这位不是这场节会的部门审核人，请先给角色。"})
    with writing() as session:
        locked(festival)
        session.execute(
            delete(SignOffLane).where(SignOffLane.festival_id == festival.id, SignOffLane.department == department)
        )
        if account is not None:
            session.add(SignOffLane(festival_id=festival.id, department=department, account_id=account.id))
        audit.record(actor, "allocation.lane", f"festival:{festival.id}", department=department, on=account is not None)


def may_sign(account: Account, festival: Festival) -> bool:
    """Tell whether an account reviews this edition."""
    return Role.REVIEWER in roles_in(account, Scope(festival.id, festival.organisation_id))


def sign(plan: StoredPlan, department: str, actor: Account, version: int | None) -> None:
    """Sign the draft for a department; signing again after a change renews the signature.

    Raises NotAllowed for anybody but the lane's own reviewer, StateConflict when the draft is another by now.
    """
    with writing() as session:
        held(plan, version)
        if plan.state is not PlanState.DRAFT:
            raise StateConflict("这一版已经不是草稿，不用再签。", code="not_draft")
        lane = next((lane for lane in lanes_of(plan.festival) if lane.department == department), None)
        if lane is None or lane.account_id != actor.id or not may_sign(actor, plan.festival):
            raise NotAllowed("这一栏不归您签。要是觉得不对，请找主办方改签字人。")
        session.execute(delete(Signature).where(Signature.plan_id == plan.id, Signature.department == department))
        session.add(Signature(plan_id=plan.id, department=department, account_id=actor.id, digest=digest_of(plan)))
        audit.record(actor, "plan.sign", f"plan:{plan.id}", department=department)


def missing_signatures(plan: StoredPlan) -> list[str]:
    """Return the departments that have not signed the plan as it stands."""
    digest = digest_of(plan)
    signed = {entry.department for entry in signatures_under(plan) if entry.digest == digest}
    return [lane.department for lane in lanes_of(plan.festival) if lane.department not in signed]


def require_signed(plan: StoredPlan) -> None:
    """Raise StateConflict while a department's signature is missing."""
    missing = missing_signatures(plan)
    if missing:
        raise StateConflict(f"{'、'.join(missing)}还没签字，签齐了才能公示。", code="not_signed")


def digest_of(plan: StoredPlan) -> str:
    """Return a digest of the placements a signature stands under."""
    ordered = {name: sorted(block) for name, block in plan.placements.items()}
    return hashlib.sha256(json.dumps(ordered, sort_keys=True).encode()).hexdigest()


def stalls_to_sign(plan: StoredPlan) -> list[dict[str, Any]]:
    """Return what a department signs: each placed stall with booths, shop, goods and what it needs; no telephone numbers."""
    applications = {str(entry.receipt): entry for entry in accepted_applications(plan.festival)}
    return [
        {
            "receipt": receipt,
            "booths": "、".join(block),
            "days": days_said(application) or "每天",
            "name": application.household.name,
            "category": application.category.label,
            "kind": application.stall_kind.label,
            "power_w": application.power_w,
            "tags": [TAGS.get(tag, tag) for tag in application.tags],
        }
        for receipt, block in sorted(plan.placements.items(), key=lambda entry: entry[1])
        if (application := applications.get(receipt))
    ]


def reviewers_of(festival: Festival) -> list[Account]:
    """Return the accounts that review this edition, for the choice of who signs."""
    accounts = db.session.scalars(select(Account).where(Account.grants.any(role=Role.REVIEWER)).order_by(Account.id))
    return [account for account in accounts if account.active and may_sign(account, festival)]
