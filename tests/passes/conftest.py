"""What the tests of passes share."""

import pytest
from flask import Flask

from tests.passes.stalls import Stalls


@pytest.fixture
def stalls(app: Flask) -> Stalls:
    """A festival with two confirmed stalls, the better one first."""
    return Stalls()
