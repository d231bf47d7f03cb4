"""`/p/<digits>`: what anybody sees who opens the code of a pass. Never a telephone number, never a name in full."""

from flask import Blueprint, render_template

from eventhub.accounts.access import public
from eventhub.passes.papers import badge, block_label
from eventhub.passes.queries import booths_by_application, check_pass, terms_in
from eventhub.passes.token import PASS_KIND_LABELS, PassKind

bp = Blueprint("passes_public", __name__)


@bp.get("/p/<digits>")
@public
def checked(digits: str) -> tuple[str, int]:
    """Show whether the pass is genuine, whose stall it is for, and whether it is valid today."""
    found = check_pass(digits)
    stall_pass = found.stall_pass
    booths = booths_by_application(stall_pass.festival).get(stall_pass.application_id or 0, []) if stall_pass else []
    page = render_template(
        "passes/checked.html",
        found=found,
        stall_pass=stall_pass,
        booths=booths,
        label=block_label(booths),
        kind=PASS_KIND_LABELS[PassKind(stall_pass.kind)] if stall_pass else "",
        entry=terms_in(stall_pass.festival, stall_pass.rules).words_of(stall_pass.window) if stall_pass else "",
        badge=badge(stall_pass.application, stall_pass.festival) if stall_pass else "",
    )
    return page, 200 if found.genuine else 404
