"""Rate limits, named by their purpose: in memory for the embedded run (one process), in Redis beyond it."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN = "10 per minute; 60 per hour"
SEND_CODE = "3 per minute; 15 per hour"
limiter = Limiter(get_remote_address, headers_enabled=False)


def init_app(app: Flask) -> None:
    """Bind the limiter to the store of the settings."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["SETTINGS"].redis_url or "memory://")
    limiter.init_app(app)
