"""The app under its real server for the benchmark: a feed of 500 events beside a bare view and a one-select view."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from eventhub import create_app
from eventhub.config import load_settings
from eventhub.core import clock, revisions
from eventhub.core.database import db, writing

EVENTS = 500


def bare_app() -> Any:
    """Flask alone with one view: what nothing can be faster than."""
    from flask import Flask

    bare = Flask("bare")
    bare.add_url_rule("/bare", "bare", lambda: "ok")
    return bare


def fill() -> None:
    """Make the database: one edition of 499 sessions, and itself; an event is as long as the demo's are on average."""
    from eventhub.accounts.models import Organisation
    from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession, Venue

    first = clock.today() + timedelta(days=14)
    with writing() as session:
        organisation = Organisation(name="演示文旅局", short_name="文旅")
        venue = Venue(name="石鼓广场", town="石林镇", lng=106.9, lat=28.9, address="石林镇万盛石林景区内")
        session.add_all([organisation, venue])
        session.flush()
        festival = Festival(
            slug="bench-2027",
            name="万盛苗族踩山会",
            short_name="踩山会",
            organisation_id=organisation.id,
            venue=venue,
            state=FestivalState.ANNOUNCED,
            announced_at=clock.now(),
            starts_on=first,
            ends_on=first + timedelta(days=30),
            summary="上刀山、对情歌，吃苗家饭。",
        )
        festival.sessions = [
            ProgrammeSession(
                title=f"金桥吹打 第 {number} 场",
                starts_at=clock.at(first + timedelta(days=number // 17), 6 + number % 17),
                ends_at=clock.at(first + timedelta(days=number // 17), 6 + number % 17, 50),
                place="主舞台",
                heritage_item="金桥吹打",
                note="现场可以学吹唢呐；下雨改到室内。",
                was_public=True,
            )
            for number in range(EVENTS - 1)
        ]
        session.add(festival)
        session.flush()
        revisions.bump(f"festival:{festival.id}")


def served() -> Any:
    """The WSGI app: `/bare` goes to the bare app, everything else to eventhub with `/one-select` added."""
    app = create_app(load_settings())

    def one_select() -> str:
        return str(revisions.current())

    one_select.audience = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/one-select", "one_select", one_select)
    with app.app_context():
        if not Path(db.engine.url.database or "").exists():
            db.create_all()
            fill()
    bare = bare_app()

    def dispatch(environ: dict[str, Any], start_response: Any) -> Any:
        chosen = bare if environ["PATH_INFO"] == "/bare" else app
        return chosen.wsgi_app(environ, start_response)

    return dispatch


if os.environ.get("EVENTHUB_BENCH"):
    app = served()
