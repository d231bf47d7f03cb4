"""Every setting, with its default for the embedded run. Each comes from the environment variable EVENTHUB_<NAME>."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eventhub.core import clock
from eventhub.core.secret import chosen_secret, instance_secret

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def resource_folder(name: str) -> Path:
    """Return the folder of templates, static files or migrations: in the checkout, or inside the installed package."""
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else CHECKOUT / name


@dataclass(frozen=True)
class Settings:
    """What an instance can be told; docs/settings.md lists the same names for the operator."""

    instance: Path
    database_url: str
    redis_url: str
    base_url: str
    secret_key: str
    now: datetime | None
    demo: bool
    site_phone: str
    sms_url: str
    sms_token: str
    two_factor_roles: frozenset[str]
    max_body: int
    contact_days: int
    proxies: int

    @property
    def host_prefix(self) -> str:
        """The address in front of `/s/…` and `/p/…` in printed codes, without a trailing slash."""
        return self.base_url.rstrip("/")


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings and make the instance folder and its secret key where they are missing.

    Raises ValueError when EVENTHUB_NOW is not a date or time.
    """

    def get(name: str, default: str = "") -> str:
        return environ.get(f"EVENTHUB_{name}", "").strip() or default

    home = CHECKOUT / "instance" if (CHECKOUT / "pyproject.toml").exists() else Path.cwd() / "instance"
    instance = Path(get("INSTANCE", str(home))).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    now = get("NOW")
    demo = get("DEMO") == "1" or (get("DEMO") != "0" and (instance / "demo").exists())
    # Nobody who tries the demo has an authenticator at hand.
    protected = get("TWO_FACTOR_ROLES", "none" if demo else "administrator,organiser")
    return Settings(
        instance=instance,
        database_url=get("DATABASE_URL", f"sqlite:///{instance / 'eventhub.db'}"),
        redis_url=get("REDIS_URL"),
        base_url=get("BASE_URL", f"http://127.0.0.1:{environ.get('PORT', '').strip() or 5000}"),
        secret_key=chosen_secret(get("SECRET_KEY")) if get("SECRET_KEY") else instance_secret(instance),
        now=clock.parse_fixed(now) if now else None,
        demo=demo,
        site_phone=get("SITE_PHONE", "023-00000000"),
        sms_url=get("SMS_URL"),
        sms_token=get("SMS_TOKEN"),
        two_factor_roles=frozenset(protected.split(",")) - {"none"},
        proxies=int(get("PROXIES", "0")),
        max_body=int(get("MAX_BODY", str(6 * 1024 * 1024))),
        contact_days=int(get("CONTACT_DAYS", "400")),
    )
