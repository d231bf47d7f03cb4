"""What changed between two versions of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventhub.allocation.models import StoredPlan

Blocks = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Change:
    """A household whose booths differ; an empty side: it had, or has, none."""

    receipt: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def words(self) -> str:
        """新排上 A01, 拿下 A01, or A01 → A02."""
        before, after = "、".join(self.before), "、".join(self.after)
        if not before:
            return f"新排上 {after}"
        return f"{before} → {after}" if after else f"不再排在 {before}"


def changes_between(before: Blocks, after: Blocks) -> list[Change]:
    """Return who stands elsewhere, is new or is gone, by receipt number. The order of booths in a block does not count."""
    return [
        Change(name, tuple(before.get(name, ())), tuple(after.get(name, ())))
        for name in sorted({*before, *after})
        if set(before.get(name, ())) != set(after.get(name, ()))
    ]


def with_changes(versions: Sequence[StoredPlan]) -> list[tuple[StoredPlan, list[Change]]]:
    """Return each version (the newest first) with what it changed of the one before it."""
    older = [*versions[1:], None][: len(versions)]
    return [
        (version, changes_between(before.placements if before else {}, version.placements))
        for version, before in zip(versions, older, strict=True)
    ]
