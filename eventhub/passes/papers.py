"""What is printed for a festival: cards, signs, lists and the plan, filled from passes and booths."""

from collections.abc import Iterable, Sequence

from flask import current_app

from eventhub.accounts.phone import mask_name
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.display import cn_moment, cn_range, cn_time
from eventhub.festivals.models import Booth, Festival
from eventhub.passes.cards import (
    Detail,
    GateList,
    GateRow,
    HouseholdSheet,
    PassCard,
    SignCard,
    VehicleCard,
    label_of_block,
)
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.periods import days_of_bits
from eventhub.passes.printing import FestivalPrint, PassLayout, VehicleLayout
from eventhub.passes.qr import pass_address, sign_address
from eventhub.passes.queries import booths_by_application, living_passes, passes_of, terms_in
from eventhub.passes.token import PASS_KIND_LABELS, PassKind
from eventhub.registry.documents import GoodsCategory

MARKS = {
    GoodsCategory.FOOD: "食",
    GoodsCategory.FARM: "农",
    GoodsCategory.CRAFT: "艺",
    GoodsCategory.DRINK: "饮",
}
FINE = {
    PassKind.HOUSEHOLD: "本证限本人和帮工使用，转借无效。丢了请马上告诉主办方，旧证当场作废。",
    PassKind.WORKER: "本证限这个摊位的帮工使用，转借无效。丢了请马上告诉主办方，旧证当场作废。",
    PassKind.ORGANISER: "本证限本人使用，转借无效。丢了请马上告诉主办方，旧证当场作废。",
    PassKind.VEHICLE: "放在前挡风玻璃后面，只限这个车牌，转借无效。卸完货请把车开出会场。",
}
GATE_KINDS = {PassKind.HOUSEHOLD: "", PassKind.WORKER: "帮工", PassKind.VEHICLE: "车", PassKind.ORGANISER: "主办方"}
MOST_GOODS = 5


def block_label(booths: Sequence[Booth]) -> str:
    """Return A01, or A01–A02 for a block; "" for none."""
    return label_of_block([booth.label for booth in booths])


def pass_card(stall_pass: StallPass, booths: Sequence[Booth]) -> PassCard:
    """Return the card of a pass; the badge is given only while the class is valid on the festival's first day.

    The stallholder stands on the stallholder's own pass only: a helper's is worn by whoever helps that day.
    """
    festival, application = stall_pass.festival, stall_pass.application
    household = application.household if application else None
    own = household if stall_pass.kind == int(PassKind.HOUSEHOLD) else None
    return PassCard(
        festival=festival.name,
        kind=PassKind(stall_pass.kind),
        booth=block_label(booths),
        shop=household.name if household else festival.organisation.name,
        zone=zone_words(booths[0]) if booths else "",
        holder=own.owner_name if own else stall_pass.holder,
        heads=stall_pass.heads,
        address=pass_address(_base_url(), stall_pass.digits),
        short_code=stall_pass.short,
        details=_details(stall_pass),
        mark=MARKS[application.category] if application else "",
        badge=badge(application, festival),
        fine=FINE[PassKind(stall_pass.kind)],
        skin=festival.skin,
    )


def vehicle_card(stall_pass: StallPass, booths: Sequence[Booth]) -> VehicleCard:
    """Return the card that lies behind the windscreen."""
    festival, application = stall_pass.festival, stall_pass.application
    return VehicleCard(
        festival=festival.name,
        plate=stall_pass.plate,
        booth=block_label(booths),
        shop=application.household.name if application else "",
        address=pass_address(_base_url(), stall_pass.digits),
        short_code=stall_pass.short,
        details=_details(stall_pass),
        fine=FINE[PassKind.VEHICLE],
        skin=festival.skin,
    )


def sign_card(application: Application, festival: Festival, booths: Sequence[Booth]) -> SignCard:
    """Return the sign of a stall's table; it leads to whoever stands at the first booth of the block."""
    goods = [str(entry["name"]) for entry in application.goods[:MOST_GOODS] if entry.get("name")]
    return SignCard(
        heading=f"{festival.short_name} · {zone_words(booths[0])}",
        booth=block_label(booths),
        shop=application.household.name,
        sells="、".join(goods or [product.name for product in application.household.products[:MOST_GOODS]]),
        address=sign_address(_base_url(), booths[0].sign_code),
        short_code=booths[0].sign_code,
        badge=badge(application, festival),
        skin=festival.skin,
    )


def household_sheet(stall_pass: StallPass, booths: Sequence[Booth]) -> HouseholdSheet:
    """Return what a household prints at home: pass, sign, and what to know."""
    festival, application = stall_pass.festival, stall_pass.application
    sign = sign_card(application, festival, booths) if application and booths else None
    others = living_passes(application) if application else []
    return HouseholdSheet(
        heading=f"{festival.name} · 参展证",
        card=pass_card(stall_pass, booths),
        notes=tuple(_notes(festival)),
        sign=sign,
        helpers=tuple(pass_card(entry, booths) for entry in others if entry.kind == int(PassKind.WORKER)),
        vehicles=tuple(vehicle_card(entry, booths) for entry in others if entry.kind == int(PassKind.VEHICLE)),
    )


def single_print(stall_pass: StallPass, booths: Sequence[Booth]) -> FestivalPrint:
    """Return one pass or vehicle card for an A4 printer at home."""
    vehicle = stall_pass.kind == int(PassKind.VEHICLE)
    return FestivalPrint(
        title=PASS_KIND_LABELS[PassKind(stall_pass.kind)],
        passes=() if vehicle else [pass_card(stall_pass, booths)],
        vehicles=[vehicle_card(stall_pass, booths)] if vehicle else (),
        pass_layout=PassLayout.A4_FOUR,
        vehicle_layout=VehicleLayout.A4_TWO,
    )


def stall_print(application: Application) -> FestivalPrint:
    """Return all that is handed out for one stall: its passes, its sign, its vehicle card."""
    festival = application.festival
    booths = booths_by_application(festival).get(application.id, [])
    living = living_passes(application)
    return FestivalPrint(
        title=f"{festival.short_name} {block_label(booths)}".strip(),
        passes=[pass_card(entry, booths) for entry in living if entry.kind != int(PassKind.VEHICLE)],
        signs=[sign_card(application, festival, booths)] if booths and living else (),
        vehicles=[vehicle_card(entry, booths) for entry in living if entry.kind == int(PassKind.VEHICLE)],
    )


def festival_print(festival: Festival) -> FestivalPrint:
    """Return all that is handed out for the festival: passes, signs, vehicle cards."""
    return FestivalPrint(
        title=f"{festival.name} · 证和牌",
        passes=passes_to_print(festival),
        signs=signs_to_print(festival),
        vehicles=vehicles_to_print(festival),
    )


def passes_to_print(festival: Festival) -> list[PassCard]:
    """Return the cards of every person's pass that is not revoked, by booth."""
    booths = booths_by_application(festival)
    return [
        pass_card(stall_pass, booths.get(stall_pass.application_id or 0, []))
        for stall_pass in passes_of(festival)
        if stall_pass.state is not PassState.REVOKED and stall_pass.kind != int(PassKind.VEHICLE)
    ]


def vehicles_to_print(festival: Festival) -> list[VehicleCard]:
    """Return the card of every vehicle pass that is not revoked, by booth."""
    booths = booths_by_application(festival)
    return [
        vehicle_card(stall_pass, booths.get(stall_pass.application_id or 0, []))
        for stall_pass in passes_of(festival)
        if stall_pass.state is not PassState.REVOKED and stall_pass.kind == int(PassKind.VEHICLE)
    ]


def signs_to_print(festival: Festival) -> list[SignCard]:
    """Return the sign of every stall that has a pass, by booth."""
    booths = booths_by_application(festival)
    return [
        sign_card(stall_pass.application, festival, booths[stall_pass.application.id])
        for stall_pass in _stallholders(passes_of(festival))
        if stall_pass.application and booths.get(stall_pass.application.id)
    ]


def gate_list(festival: Festival) -> GateList:
    """Return the paper list a gate falls back on: everybody who comes in, names masked, whoever is suspended marked."""
    booths = booths_by_application(festival)
    rows = [
        _gate_row(stall_pass, block_label(booths.get(stall_pass.application_id or 0, [])))
        for stall_pass in passes_of(festival)
        if stall_pass.state is not PassState.REVOKED
    ]
    return GateList(
        festival=festival.name, title="检票口名单", printed=f"{cn_moment(clock.now())} 打印", rows=tuple(rows)
    )


def _gate_row(stall_pass: StallPass, booth: str) -> GateRow:
    """Return a line of the list. A helper's pass is worn by whoever helps that day, so it bears no name."""
    kind, household = PassKind(stall_pass.kind), stall_pass.application.household if stall_pass.application else None
    own = mask_name(household.owner_name) if household and kind is PassKind.HOUSEHOLD else ""
    words = GATE_KINDS[kind] if kind is not PassKind.VEHICLE else f"{GATE_KINDS[kind]} {stall_pass.plate}".strip()
    suspended = "暂停 " if stall_pass.state is PassState.SUSPENDED else ""
    return GateRow(
        booth=booth,
        shop=household.name if household else stall_pass.festival.organisation.short_name,
        holder=suspended + (own or mask_name(stall_pass.holder) or words),
        heads=stall_pass.heads,
        days=_days_words(stall_pass),
        short_code=stall_pass.short,
    )


def badge(application: Application | None, festival: Festival) -> str:
    """Return the words of the class badge, or "" when no class is valid on the festival's first day."""
    if application is None or not festival.days:
        return ""
    recognition = application.household.recognition_on(festival.days[0])
    return f"{recognition.policy_class.label}类个体工商户" if recognition else ""


def zone_words(booth: Booth) -> str:
    """Return D区 茶酒饮品."""
    return f"{booth.row.zone.code}区 {booth.row.zone.name}"


def _stallholders(passes: Iterable[StallPass]) -> list[StallPass]:
    return [
        stall_pass
        for stall_pass in passes
        if stall_pass.kind == int(PassKind.HOUSEHOLD) and stall_pass.state is not PassState.REVOKED
    ]


def _details(stall_pass: StallPass) -> tuple[Detail, ...]:
    festival = stall_pass.festival
    details = [Detail("日期", _days_words(stall_pass))]
    if entry := terms_in(festival, stall_pass.rules).words_of(stall_pass.window):
        details.append(Detail("进场", entry))
    if festival.set_up_from:
        details.append(Detail("布展", f"{cn_moment(festival.set_up_from)} 起"))
    if festival.venue:
        details.append(Detail("地点", festival.venue.name))
    return tuple(details)


def _days_words(stall_pass: StallPass) -> str:
    days = days_of_bits(stall_pass.festival.days, stall_pass.days)
    return cn_range(days[0], days[-1]) if days else ""


def _notes(festival: Festival) -> list[str]:
    notes = ["剪下参展证，挂在胸前；桌牌对折，立在摊位上。", "进场时把二维码对着检票员，手机上打开也行。"]
    if festival.set_up_from and festival.set_up_until:
        notes.append(f"布展：{cn_moment(festival.set_up_from)} 到 {cn_moment(festival.set_up_until)}。")
    if festival.take_down_from:
        notes.append(
            f"撤展：{cn_moment(festival.take_down_from)} 以后。{cn_time(festival.take_down_from)} 前离场要扣守信分。"
        )
    notes.append(f"有事打 {festival.phone or current_app.config['SETTINGS'].site_phone}。")
    return notes


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)
