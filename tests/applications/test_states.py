"""The life of an application: only the moves of the table, and a reason with every refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.applications.states import (
    MOVES,
    ApplicationState,
    MoveNotAllowed,
    RejectReason,
    Verb,
    allowed_verbs,
    require_move,
    require_reason,
)
from eventhub.core.errors import BadInput, StateConflict

S = ApplicationState


def test_the_main_way_and_the_way_back_for_correction():
    state = S.DRAFT
    for verb, expected in [
        (Verb.EDIT, S.DRAFT),
        (Verb.SUBMIT, S.SUBMITTED),
        (Verb.EDIT, S.SUBMITTED),
        (Verb.RETURN, S.RETURNED),
        (Verb.EDIT, S.RETURNED),
        (Verb.SUBMIT, S.SUBMITTED),
        (Verb.ACCEPT, S.ACCEPTED),
        (Verb.WITHDRAW, S.WITHDRAWN),
    ]:
        state = require_move(state, verb)
        assert state is expected


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (S.DRAFT, Verb.ACCEPT),
        (S.DRAFT, Verb.WITHDRAW),
        (S.SUBMITTED, Verb.SUBMIT),
        (S.RETURNED, Verb.ACCEPT),
        (S.ACCEPTED, Verb.EDIT),
        (S.ACCEPTED, Verb.REJECT),
        (S.REJECTED, Verb.SUBMIT),
        (S.REJECTED, Verb.WITHDRAW),
        (S.WITHDRAWN, Verb.ACCEPT),
        (S.WITHDRAWN, Verb.EDIT),
    ],
)
def test_other_moves_are_a_conflict_with_a_sentence(state, verb):
    with pytest.raises(MoveNotAllowed, match=f"现在不能“{verb.label}”") as refused:
        require_move(state, verb)
    assert isinstance(refused.value, StateConflict)
    assert (refused.value.status, refused.value.code) == (409, "application_move")


@given(st.sampled_from(S), st.sampled_from(Verb))
def test_buttons_offered_are_exactly_the_moves_allowed(state, verb):
    offered = verb in allowed_verbs(state, by_reviewer=verb.by_reviewer)
    assert offered == ((state, verb) in MOVES)
    assert verb not in allowed_verbs(state, by_reviewer=not verb.by_reviewer)


def test_nothing_moves_a_withdrawn_application_and_every_state_can_be_reached():
    assert not [move for move in MOVES if move[0] is S.WITHDRAWN]
    assert set(MOVES.values()) == set(S)


def test_labels():
    assert [state.label for state in S] == ["草稿", "已交", "需补正", "通过", "不予通过", "已撤回"]
    assert len({reason.label for reason in RejectReason}) == len(RejectReason)


@pytest.mark.parametrize("reason", RejectReason)
def test_every_reason_tells_the_household_what_next_or_needs_a_note(reason):
    if reason is RejectReason.OTHER:
        with pytest.raises(BadInput) as refused:
            require_reason(reason.value, "  ")
        assert "note" in refused.value.fields
        assert require_reason("other", " 地方太远 ") == (RejectReason.OTHER, "地方太远")
    else:
        assert reason.advice.endswith("。")
        assert require_reason(reason.value) == (reason, "")


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [("", "", "reason"), ("nonsense", "", "reason"), ("untrue", "长" * 201, "note")],
)
def test_bad_reasons_are_told_at_their_field(reason, note, field):
    with pytest.raises(BadInput) as refused:
        require_reason(reason, note)
    assert list(refused.value.fields) == [field]
