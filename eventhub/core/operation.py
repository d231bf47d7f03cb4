"""Addresses for those who operate the instance: alive, ready, figures."""

from flask import Blueprint, Response
from sqlalchemy import func, select, text

from eventhub.core.database import db
from eventhub.core.models import MessageState, OutboxMessage

bp = Blueprint("operation", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """Answer as long as the process runs."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """Answer 200 when the database does, else 503."""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:
        return Response("database unreachable\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@bp.get("/metrics")
def metrics() -> Response:
    """Count the messages by state, in the text format of Prometheus."""
    by_state = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    counted = dict(db.session.execute(by_state).all())
    lines = ["# TYPE eventhub_outbox_messages gauge"]
    lines += [f'eventhub_outbox_messages{{state="{state.value}"}} {counted.get(state, 0)}' for state in MessageState]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")


for view in (healthz, readyz, metrics):
    view.audience = "public"  # type: ignore[attr-defined]
