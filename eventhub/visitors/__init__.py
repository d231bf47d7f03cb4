"""What visitors see and leave: home, plan, stalls, stamps, rankings, enquiries, the venue's screen."""

from flask import Flask

AUDIT_LABELS = {
    "batch.add": "记批次",
    "batch.correct": "更正批次",
    "batch.recall": "召回批次",
    "enquiry.leave": "留采购意向",
    "enquiry.outcome": "记采购结果",
    "enquiry.ledger": "下载采购台账",
    "enquiry.forget": "删买家资料（到期）",
    "rally.set": "改集章规矩",
    "rally.redeem": "兑集章码",
    "ranking.freeze": "定榜单",
}
AUDIT_KINDS = {"batch": "批次", "enquiry": "采购意向", "enquiries": "到期的采购意向"}


def install(app: Flask) -> None:
    """Register the room's blueprints, desk pages and panels, and what its templates call."""
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.models import Role
    from eventhub.applications.panels import add_panel
    from eventhub.core.security import csrf
    from eventhub.registry import my_data
    from eventhub.registry.signals import household_erased
    from eventhub.visitors import (
        cards,
        desk_batches,
        enquiries,
        enquiry,
        home,
        household,
        my_batches,
        nav_map,
        organiser,
        panels,
        public,
        screen,
        site_files,
        stamp_api,
        unbroken,
    )

    for page in (public, site_files, enquiry, stamp_api, screen, household, my_batches, organiser, desk_batches):
        app.register_blueprint(page.bp)
    # These posts come from public pages, which have no session; own_pages holds them instead.
    for open_page in (enquiry, stamp_api):
        csrf.exempt(open_page.bp)
    app.jinja_env.filters["told_on"] = home.told_on
    app.jinja_env.filters["told_at"] = cards.told_at
    app.jinja_env.filters["cover_address"] = cards.cover_address
    app.jinja_env.filters["unbroken"] = unbroken.unbroken
    app.context_processor(nav_map.nav_map)
    add_panel(app, panels.enquiry_panel)
    app.extensions.setdefault("desk_panels", []).extend((panels.recall_panel, panels.crowd_panel))
    my_data.add_part(app, "采购意向", enquiries.my_part)
    household_erased.connect(enquiries.forget_household)
    desk.add(app, "enquiries/", "采购意向", "inbox", Role.ORGANISER)
    desk.add(app, "batches/", "批次", "list", *desk_batches.RECALLERS)
    desk.add(app, "stamps/", "集章", "check", Role.ORGANISER, Role.GATE)
    desk.add(app, "rankings/", "榜单", "list", Role.ORGANISER)
    audit_labels.add(app, AUDIT_LABELS, {key: audit_labels.Kind(word) for key, word in AUDIT_KINDS.items()})
