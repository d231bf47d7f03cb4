"""What the tests of the protocol share."""

import pytest
from flask import Flask

from tests.gate.devices import Phone
from tests.gate.passes_at_gate import Ground, running_festival


@pytest.fixture
def ground(either_app: Flask) -> Ground:
    """A festival of three stalls and their passes."""
    return running_festival(stalls=3)


@pytest.fixture
def phone(either_app: Flask, ground: Ground) -> Phone:
    """An enrolled phone of that festival."""
    return Phone(either_app, ground[0])
