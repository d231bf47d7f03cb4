"""Rate limits, named by their purpose: in memory for the embedded run (one process), in Redis beyond it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN = "10 per minute; 60 per hour"
SEND_CODE = "3 per minute; 15 per hour"


def network_of(address: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 that one line of IPv6 is given (RFC 6177)."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Network((known, 64), strict=False))


limiter = Limiter(lambda: network_of(get_remote_address()), headers_enabled=False)


def init_app(app: Flask) -> None:
    """Bind the limiter to the store of the settings."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["SETTINGS"].redis_url or "memory://")
    limiter.init_app(app)
