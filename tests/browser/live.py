"""What every browser test shares: the sizes looked at, how long one waits, and the app as a server."""

from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import BrowserContext, expect

from eventhub.accounts.models import Account

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}
PATIENCE = 20_000  # ms until a test gives up: the machine may be busy with everything else the run does

expect.set_options(timeout=PATIENCE)


@dataclass
class LiveServer:
    """The app under test at `url`."""

    url: str
    app: Flask

    def sign_in(self, context: BrowserContext, account: Account) -> None:
        """Give a browser context a session of the account without the sign-in pages."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update({"_user_id": account.get_id(), "_fresh": True, "second_factor": True})
        cookie = client.get_cookie("session")
        assert cookie is not None
        context.add_cookies([{"name": "session", "value": cookie.value, "url": self.url}])
