"""What every answer carries, what caches keep of it, and what an attacker from many addresses can't do."""

import logging
from dataclasses import replace

import pytest
from flask import Flask, request
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from eventhub import create_app
from eventhub.accounts.access import public
from eventhub.config import Settings
from eventhub.core.database import db
from eventhub.core.limits import network_of
from tests import factories
from tests.conftest import new_client


def test_only_the_gates_page_may_use_the_camera(app: Flask) -> None:
    client = new_client(app)
    assert "camera=()" in client.get("/").headers["Permissions-Policy"]
    assert "camera=(self)" in client.get("/gate/").headers["Permissions-Policy"]
    for path in ("/", "/gate/"):
        assert "geolocation=(), microphone=()" in client.get(path).headers["Permissions-Policy"]


def test_a_site_on_https_is_never_asked_for_over_http_again(app: Flask, settings: Settings) -> None:
    assert new_client(app).get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = create_app(replace(settings, base_url="http://127.0.0.1:5000"), TESTING=True)
    assert "Strict-Transport-Security" not in plain.test_client().get("/healthz").headers


def test_no_page_with_a_session_is_kept_on_a_shared_phone(app: Flask) -> None:
    """After signing out, the back button shows what the browser kept, whatever `no-cache` says."""
    client = new_client(app).sign_in(factories.a_household().account)
    for path in ("/my/", "/my/household/data", "/account/", "/sign-in"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store", path


def test_a_session_changes_nothing_on_public_pages(app: Flask) -> None:
    festival = factories.a_festival()
    visitor, known = new_client(app), new_client(app).sign_in(factories.a_household().account)
    for path in ("/", f"/festivals/{festival.slug}/", f"/festivals/{festival.slug}/plan", "/calendar/", "/apply/"):
        answer = known.get(path)
        assert answer.data == visitor.get(path).data
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_one_line_of_ipv6_counts_as_one_address(address: str, network: str) -> None:
    """A household's line has 2^64 addresses: counting each by itself would be no limit."""
    assert network_of(address) == network


def test_the_log_names_no_token_and_no_phone(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(settings, TESTING=False, PROPAGATE_EXCEPTIONS=False)

    @app.get("/broken/<token>")
    @public
    def broken(token: str) -> str:
        db.session.execute(text("SELECT :phone FROM nowhere"), dict(request.args))
        return token

    with caplog.at_level(logging.DEBUG):
        assert app.test_client().get("/broken/secret-token?phone=19900001234").status_code == 500
    assert "broken" in caplog.text
    assert "secret-token" not in caplog.text
    assert "19900001234" not in caplog.text


def test_an_error_of_the_database_hides_what_was_asked_with(app: Flask) -> None:
    with pytest.raises(OperationalError) as error:
        db.session.execute(text("SELECT :phone FROM nowhere"), {"phone": "19900001234"})
    assert "19900001234" not in str(error.value)


def test_the_database_is_read_by_its_owner_only(settings: Settings) -> None:
    app = create_app(settings, TESTING=True)
    with app.app_context():
        db.create_all()
        db.session.execute(text("SELECT 1"))
        kept = [path for path in settings.instance.iterdir() if path.name.startswith("eventhub.db")]
        modes = {path.name: path.stat().st_mode & 0o077 for path in kept}
        db.engine.dispose()
    assert modes
    assert set(modes.values()) == {0}
