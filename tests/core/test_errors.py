"""Domain errors carry a code for programs and a sentence for people."""

import pytest

from eventhub.core.errors import BadInput, DomainError, NotAllowed, NotFound, StateConflict


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (DomainError, 409, "domain_error"),
        (BadInput, 422, "bad_input"),
        (NotAllowed, 403, "not_allowed"),
        (NotFound, 404, "not_found"),
        (StateConflict, 409, "state_conflict"),
    ],
)
def test_each_kind_has_its_status_and_code(kind, status, code):
    error = kind("请刷新页面。")
    assert (error.status, error.code, str(error), error.sentence) == (
        status,
        code,
        "请刷新页面。",
        "请刷新页面。",
    )
    assert isinstance(error, DomainError)
    assert kind("请刷新页面。", code="mine").code == "mine"


def test_fields_tell_their_own_sentence_and_the_first_stands_for_all():
    error = BadInput(fields={"phone": "请填写手机号。", "town": "请选镇街。"})
    assert error.sentence == "请填写手机号。"
    assert error.fields["town"] == "请选镇街。"
    assert BadInput("有两处要改。", fields=error.fields).sentence == "有两处要改。"


def test_an_error_that_says_nothing_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="sentence"):
        BadInput()
