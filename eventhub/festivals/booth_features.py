"""What a booth offers and a household may need: stored value and Chinese label in one place."""

from enum import StrEnum

# Open flame stands apart from cloth: a pair of tags, as `keep_apart` of a problem file has it.
FLAME_FROM_CLOTH = ["open_flame", "textile"]


class BoothFeature(StrEnum):
    """A facility of a booth; the values are those of allocation problem files."""

    WATER = "water"
    OPEN_FLAME = "open_flame"
    CORNER = "corner"
    SHADE = "shade"
    CAR = "car"

    @property
    def label(self) -> str:
        """Chinese label shown to people."""
        return _LABELS[self]


_LABELS = {
    BoothFeature.WATER: "上下水",
    BoothFeature.OPEN_FLAME: "可用明火",
    BoothFeature.CORNER: "转角",
    BoothFeature.SHADE: "有棚",
    BoothFeature.CAR: "能停车",
}
