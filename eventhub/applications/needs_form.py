"""The form of step 3: days, booths, zones in order of wish, power by appliances, water, open flame."""

from typing import Any

from eventhub.applications.appliances import (
    MAX_COUNT,
    MAX_STALL_WATTS,
    PRESETS,
    ApplianceUse,
    PowerError,
    appliance_use,
    preset_use,
    require_within_limit,
)
from eventhub.applications.models import Application, Call
from eventhub.applications.step_forms import StepForm, YesNo
from eventhub.core.display import WEEKDAYS, cn_date
from eventhub.core.field_checks import at_most, no_emoji
from eventhub.core.form_fields import ChooseOne, ChooseSome, LineField, ProseField, SelectOne, WholeNumberField
from eventhub.festivals.booth_features import BoothFeature
from eventhub.festivals.models import Festival

WISHES = 3
OTHERS = 2
OPEN_FLAME = BoothFeature.OPEN_FLAME.value
WATER = BoothFeature.WATER.value
TEXTILE = "textile"
# The order in which presets are asked for: what most stalls bring stands in sight, the rest is folded away.
COMMON = (
    "light",
    "induction_cooker",
    "freezer",
    "rice_cooker",
    "electric_kettle",
    "warming_cabinet",
    "electric_griddle",
    "payment_printer",
)


class NeedsForm(StepForm):
    """Step 3. The fields `use_<preset>`, `zone_<n>` and `other_…_<n>` are added below the class."""

    weekdays: dict[str, str]
    days = ChooseSome("哪几天来？", missing="至少选一天。")
    size = ChooseOne("要几个摊位？", refusal="选一下要几个摊位。", description="一个摊位 3 米宽、3 米深。")
    anywhere = YesNo(
        "想去的区排不上，别的区去不去？",
        no="不去，只要上面选的区",
        yes="去，有摊位就行",
        yes_first=True,
        refusal="选一下别的区去不去。",
        description="选“只要”的，可能正好排进那个区；可那个区排满了，这次就一个摊位也没有。",
    )
    uses_power = YesNo(
        "要用电吗？",
        no="不用电",
        yes="要用电",
        refusal="选一下要不要用电。",
        description="冰柜、电饭煲、灯都算。",
    )
    water = YesNo(
        "要接水吗？",
        no="不用",
        yes="要",
        refusal="选一下要不要接水。",
        description="洗东西、煮东西要上下水的，选“要”。",
    )
    flame = YesNo(
        "有明火吗？",
        no="没有",
        yes="有",
        refusal="选一下有没有明火。",
        description="煤气、柴火、木炭都算，要排在有消防通道的位置。",
    )
    textile = YesNo(
        "有布料、绣品吗？",
        no="没有",
        yes="有",
        refusal="选一下有没有布料、绣品。",
        description="怕火星，排的时候离明火摊远些。",
    )
    note = ProseField("还有啥要跟主办方说的？", [at_most(300), no_emoji])

    @property
    def common(self) -> list[Any]:
        """The fields of the presets that most stalls bring."""
        return [self[f"use_{key}"] for key in COMMON]

    @property
    def rest(self) -> list[Any]:
        """The fields of the other presets."""
        return [self[f"use_{preset.key}"] for preset in PRESETS if preset.key not in COMMON]

    @property
    def rest_used(self) -> bool:
        """Tell whether anything stands in the fields that are folded away."""
        own = [self[name] for number in range(1, OTHERS + 1) for name in _own_fields(number)]
        return any(field.data or field.errors for field in [*self.rest, *own])

    @property
    def wishes(self) -> list[Any]:
        """The fields of the zones wished for; none where there is nothing to choose."""
        return [self[name] for name in WISH_FIELDS if name in self]

    def check_together(self) -> None:
        """Only these zones: then which? Power: for what, and not too much. Without power nothing is asked of the list."""
        if self.wishes and self.anywhere.data == "no" and not self._zones() and not self.partial:
            self.wrong(WISH_FIELDS[0], "选了“只要上面选的区”，就要选一个区。")
        if self.uses_power.is_yes:
            self._check_power()
        else:
            for name in POWER_FIELDS:
                self[name].errors, self[name].process_errors = [], []

    def answers(self) -> dict[str, Any]:
        """Return days, size, zones, appliances, power, needs, tags and the note."""
        found: dict[str, Any] = {"note": self.note.data or ""}
        if self.days.data:
            found["days"] = self.days.data
        if self.size.data and not self.size.errors:
            low, high = self.size.data.split("-")
            found |= {"booths_min": int(low), "booths_max": int(high)}
        if not self.wishes:
            found |= {"zones": [], "anywhere": True}
        elif self.anywhere.data:
            found |= {"zones": self._zones(), "anywhere": self.anywhere.is_yes}
        if self.uses_power.data:
            uses = self._appliances() if self.uses_power.is_yes else []
            found["appliances"] = [{"name": use.name, "watts": use.watts, "count": use.count} for use in uses]
            found["power_w"] = sum(use.total for use in uses)
        if self.water.data and self.flame.data:
            found |= self._site()
        return found

    def _zones(self) -> list[str]:
        return list(dict.fromkeys(field.data for field in self.wishes if field.data))

    def _check_power(self) -> None:
        for number in range(1, OTHERS + 1):
            self._check_own(number)
        if any(self[name].errors for name in POWER_FIELDS):
            return
        uses = self._appliances()
        if not uses and not self.partial:
            self.wrong("uses_power", "选了“要用电”，写上用哪几样电器、各几台。")
        try:
            require_within_limit(uses)
        except PowerError as error:
            self.wrong("uses_power", error.sentence)

    def _check_own(self, number: int) -> None:
        name, watts, count = (self[part] for part in _own_fields(number))
        if (not name.data and watts.data is None and count.data is None) or name.errors or watts.errors or count.errors:
            return
        if not name.data:
            self.wrong(name.name, "写上是什么电器。")
        if watts.data is None:
            self.wrong(watts.name, "填数字，例如 800，看电器背面的“W”。")

    def _appliances(self) -> list[ApplianceUse]:
        uses = [preset_use(preset.key, count) for preset in PRESETS if (count := self[f"use_{preset.key}"].data)]
        for number in range(1, OTHERS + 1):
            name, watts, count = (self[part].data for part in _own_fields(number))
            if name and watts is not None:
                uses.append(appliance_use(name, watts, count or 1))
        return uses

    def _site(self) -> dict[str, Any]:
        flame = self.flame.is_yes
        needs = [WATER] if self.water.is_yes else []
        tags = [OPEN_FLAME] if flame else []
        if "textile" in self and self.textile.is_yes:
            tags.append(TEXTILE)
        return {"needs": [*needs, OPEN_FLAME] if flame else needs, "tags": tags}


def _own_fields(number: int) -> tuple[str, str, str]:
    """Return the names of the fields of an appliance that is not on the list."""
    return f"other_name_{number}", f"other_watts_{number}", f"other_count_{number}"


WISH_FIELDS = [f"zone_{number}" for number in range(1, WISHES + 1)]
POWER_FIELDS = [f"use_{preset.key}" for preset in PRESETS] + [
    name for number in range(1, OTHERS + 1) for name in _own_fields(number)
]
for _name, _question in zip(WISH_FIELDS, ("最想去哪个区？", "第二想去哪个区？", "第三想去哪个区？"), strict=True):
    setattr(NeedsForm, _name, SelectOne(_question))
for _preset in PRESETS:
    setattr(
        NeedsForm,
        f"use_{_preset.key}",
        WholeNumberField(_preset.label, low=0, high=MAX_COUNT, description=f"{_preset.watts:,} 瓦"),
    )
for _number in range(1, OTHERS + 1):
    setattr(NeedsForm, f"other_name_{_number}", LineField("别的电器", [at_most(20), no_emoji]))
    setattr(NeedsForm, f"other_watts_{_number}", WholeNumberField("功率", low=1, high=MAX_STALL_WATTS))
    setattr(NeedsForm, f"other_count_{_number}", WholeNumberField("几台", low=1, high=MAX_COUNT))


def needs_form(application: Application, call: Call) -> NeedsForm:
    """Return step 3 as it stands, with the days, zones and sizes this festival offers."""
    form = NeedsForm(data=_stored(application))
    festival = application.festival
    form.days.offer([(day.isoformat(), cn_date(day, weekday=False)) for day in festival.days])
    form.weekdays = {day.isoformat(): f"周{WEEKDAYS[day.weekday()]}" for day in festival.days}
    sizes = [("1-1", "1 个"), ("1-2", "2 个挨着，只有 1 个也行"), ("2-2", "一定要 2 个挨着")]
    form.size.offer(sizes[: 1 if call.max_booths < 2 else 3])
    zones = zones_for(festival, application)
    asked = min(WISHES, len(zones)) if asks_for_zones(application) else 0
    for place, name in enumerate(WISH_FIELDS):
        if place < asked:
            form[name].offer([("", "随便哪个区"), *zones])
        else:
            del form[name]
    if not asked:
        del form.anywhere
    if not asks_for_textile(festival):
        del form.textile
    return form


def zones_for(festival: Festival, application: Application) -> list[tuple[str, str]]:
    """Return (code, label) of the zones that take the application's category."""
    return [
        (zone.code, f"{zone.code} 区 {zone.name}")
        for zone in festival.zones
        if not zone.categories or application.category.value in zone.categories
    ]


def asks_for_zones(application: Application) -> bool:
    """Tell whether there is anything to choose: of one zone that fits there is not."""
    return len(zones_for(application.festival, application)) > 1


def asks_for_textile(festival: Festival) -> bool:
    """Tell whether the festival keeps cloth apart from anything."""
    return any(TEXTILE in pair for pair in festival.keep_apart)


def _stored(application: Application) -> dict[str, Any]:
    # Before the step is answered, what is stored as no is only a default.
    undecided = False if "needs" in application.steps_done else None
    presets = {preset.label: preset for preset in PRESETS}
    data: dict[str, Any] = {
        "version": application.version,
        "days": application.days,
        "size": f"{application.booths_min}-{application.booths_max}",
        "anywhere": application.anywhere,
        "uses_power": bool(application.appliances) or undecided,
        "water": WATER in application.needs or undecided,
        "flame": OPEN_FLAME in application.needs or undecided,
        "textile": TEXTILE in application.tags or undecided,
        "note": application.note,
    }
    data |= dict(zip(WISH_FIELDS, application.zones, strict=False))
    others = []
    for use in application.appliances:
        preset = presets.get(str(use["name"]))
        if preset is not None and preset.watts == use["watts"]:
            data[f"use_{preset.key}"] = use["count"]
        else:
            others.append(use)
    for number, use in enumerate(others[:OTHERS], start=1):
        data |= {f"other_{part}_{number}": use[part] for part in ("name", "watts", "count")}
    return data
