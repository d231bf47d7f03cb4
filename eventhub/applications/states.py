"""The life of an application: its states, the moves between them, and the reasons for a refusal.

The table `MOVES` is the whole rule. Actions ask `require_move` and store what it returns.
"""

from enum import StrEnum
from typing import ClassVar

from eventhub.core.errors import BadInput, StateConflict


class ApplicationState(StrEnum):
    """Where an application stands, stored by value."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Chinese label shown to people."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    ApplicationState.DRAFT: "草稿",
    ApplicationState.SUBMITTED: "已交",
    ApplicationState.RETURNED: "需补正",
    ApplicationState.ACCEPTED: "通过",
    ApplicationState.REJECTED: "不予通过",
    ApplicationState.WITHDRAWN: "已撤回",
}


class Verb(StrEnum):
    """What somebody may do to an application."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    ACCEPT = "accept"
    REJECT = "reject"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """Chinese label, as on the button."""
        return _VERB_LABELS[self]

    @property
    def by_reviewer(self) -> bool:
        """True for the verbs of the desk, False for those of the household (or its town agent)."""
        return self in _REVIEWER_VERBS


_VERB_LABELS = {
    Verb.EDIT: "修改",
    Verb.SUBMIT: "交申请",
    Verb.WITHDRAW: "撤回",
    Verb.RETURN: "退回补正",
    Verb.ACCEPT: "通过",
    Verb.REJECT: "不予通过",
    Verb.REOPEN: "重新审核",
}
_REVIEWER_VERBS = frozenset({Verb.RETURN, Verb.ACCEPT, Verb.REJECT, Verb.REOPEN})

_S = ApplicationState

# Editing what is submitted is allowed until the call closes (the action asks the clock, not this table).
# A returned application that is never mended may be rejected. Accept and reject can be taken back before
# allocation (the action asks whether it has begun). Who withdrew and wants in again files anew.
MOVES: dict[tuple[ApplicationState, Verb], ApplicationState] = {
    (_S.DRAFT, Verb.EDIT): _S.DRAFT,
    (_S.DRAFT, Verb.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, Verb.EDIT): _S.SUBMITTED,
    (_S.SUBMITTED, Verb.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, Verb.RETURN): _S.RETURNED,
    (_S.SUBMITTED, Verb.ACCEPT): _S.ACCEPTED,
    (_S.SUBMITTED, Verb.REJECT): _S.REJECTED,
    (_S.RETURNED, Verb.EDIT): _S.RETURNED,
    (_S.RETURNED, Verb.SUBMIT): _S.SUBMITTED,
    (_S.RETURNED, Verb.WITHDRAW): _S.WITHDRAWN,
    (_S.RETURNED, Verb.REJECT): _S.REJECTED,
    (_S.ACCEPTED, Verb.WITHDRAW): _S.WITHDRAWN,
    (_S.ACCEPTED, Verb.REOPEN): _S.SUBMITTED,
    (_S.REJECTED, Verb.REOPEN): _S.SUBMITTED,
}

_WHY_NOT = {
    _S.DRAFT: "这份申请还是草稿，没有交上来",
    _S.SUBMITTED: "这份申请已经交了，正在审核",
    _S.RETURNED: "这份申请已经退回补正，等申请人改好再交",
    _S.ACCEPTED: "这份申请已经通过",
    _S.REJECTED: "这份申请已经定为不予通过",
    _S.WITHDRAWN: "这份申请已经撤回",
}


class MoveNotAllowed(StateConflict):
    """The state doesn't allow the verb. `state` and `verb` say which."""

    default_code: ClassVar[str] = "application_move"

    def __init__(self, state: ApplicationState, verb: Verb) -> None:
        super().__init__(f"{_WHY_NOT[state]}，现在不能“{verb.label}”。请刷新页面，看最新状态再办。")
        self.state = state
        self.verb = verb


def require_move(state: ApplicationState, verb: Verb) -> ApplicationState:
    """Check a move against the table.

    Args:
        state: where the application stands now.
        verb: what somebody wants to do.

    Returns:
        The state it will be in.

    Raises:
        MoveNotAllowed: the table has no such move.
    """
    try:
        return MOVES[state, verb]
    except KeyError:
        raise MoveNotAllowed(state, verb) from None


def allowed_verbs(state: ApplicationState, *, by_reviewer: bool) -> list[Verb]:
    """List the verbs one side may use in a state, in the order of the enum (for buttons)."""
    return [verb for verb in Verb if (state, verb) in MOVES and verb.by_reviewer is by_reviewer]


class RejectReason(StrEnum):
    """Why an application is not accepted, stored by value."""

    LICENCES_MISSING = "licences_missing"
    LICENCES_EXPIRED = "licences_expired"
    GOODS_MISMATCH = "goods_mismatch"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    UNTRUE = "untrue"
    SITE_LIMITS = "site_limits"
    NOT_CORRECTED = "not_corrected"
    RED_LINE = "red_line"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Chinese label in the list of reasons."""
        return _REASONS[self][0]

    @property
    def advice(self) -> str:
        """Sentence to the household: what to do next. Empty for `other`, where the note says it."""
        return _REASONS[self][1]


_REASONS = {
    RejectReason.LICENCES_MISSING: ("证照不全", "办齐证照后，下一届可以再报。"),
    RejectReason.LICENCES_EXPIRED: ("证照过期", "证照要管到节会最后一天，换新证后可以再报。"),
    RejectReason.GOODS_MISMATCH: ("商品与节会不符", "这届节会不收这类商品，可以看看别的节会。"),
    RejectReason.DUPLICATE: ("重复申请", "同一家已经有一份申请，以那一份为准。"),
    RejectReason.OUT_OF_SCOPE: ("超出招展范围", "招展公告写明了收哪些地方、哪些类别，请对照公告。"),
    RejectReason.UNTRUE: ("信息不实", "填写的和核实的不一样。有异议请打节会咨询电话。"),
    RejectReason.SITE_LIMITS: ("场地条件不够", "场地的电、水或明火条件满足不了，可以减少用电后再报。"),
    RejectReason.NOT_CORRECTED: ("到期没补正", "退回后没有在期限内改好，下一届请早一点交。"),
    RejectReason.RED_LINE: ("触碰安全红线", "涉及公共安全或食品安全，处理完之前不能参展。"),
    RejectReason.OTHER: ("其他原因", ""),
}

MAX_NOTE_LENGTH = 200


def require_reason(reason: str, note: str = "") -> tuple[RejectReason, str]:
    """Check the reason of a rejection before it is told to the household.

    Args:
        reason: value of a `RejectReason`.
        note: the reviewer's own words; needed for `other`.

    Returns:
        The reason and the trimmed note.

    Raises:
        BadInput: unknown reason, `other` without a note, or a note over `MAX_NOTE_LENGTH` characters.
    """
    try:
        known = RejectReason(reason)
    except ValueError:
        raise BadInput(code="reject_reason", fields={"reason": "请选一个不予通过的原因。"}) from None
    trimmed = note.strip()
    if known is RejectReason.OTHER and not trimmed:
        raise BadInput(code="reject_note", fields={"note": "选了“其他原因”，请用一句话写明是什么原因。"})
    if len(trimmed) > MAX_NOTE_LENGTH:
        raise BadInput(
            code="reject_note",
            fields={"note": f"说明最多 {MAX_NOTE_LENGTH} 个字，现在 {len(trimmed)} 个，请写短些。"},
        )
    return known, trimmed
