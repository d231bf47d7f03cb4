"""Households, policy classes, licences, products."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints, listeners and desk pages."""
    from eventhub.accounts import desk
    from eventhub.accounts.models import Role
    from eventhub.accounts.phone import mask_phone
    from eventhub.accounts.signals import phone_proved
    from eventhub.registry import household, household_lists, import_pages, organiser
    from eventhub.registry.actions import claim_by_phone

    for room_pages in (household, household_lists, organiser, import_pages):
        app.register_blueprint(room_pages.bp)
    phone_proved.connect(claim_by_phone)
    desk.add(app, "/desk/households/", "个体户", "people", *organiser.READERS)
    desk.add(app, "/desk/households/import", "导入名单", "up", *organiser.IMPORTERS)
    app.add_template_filter(mask_phone, "masked_phone")
