"""The forms of the steps: each says what it makes of its answers, or cannot be made at all."""

import pytest
from flask import Flask

from eventhub.applications.step_forms import ContactForm, StepForm


class Half(StepForm):
    """A step that forgot to say what it makes of its answers."""


def test_a_step_that_makes_nothing_of_its_answers_cannot_be_made(app: Flask) -> None:
    with app.test_request_context():
        for kind in (StepForm, Half):
            with pytest.raises(TypeError, match="answers"):
                kind()
        assert ContactForm(data={"contact_name": "罗大姐"}).answers() == {"contact_name": "罗大姐"}
