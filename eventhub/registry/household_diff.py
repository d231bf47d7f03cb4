"""What an import of households would change.

Keyed by 统一社会信用代码. Importing is idempotent and never deletes: an empty cell or an absent column
leaves what is known as it is, and households that are not in the sheet are only reported (未出现).
A class with its level, number, issuer and validity is one thing: it is replaced as a whole or not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from eventhub.registry.household_table import CLASS_FIELDS, TITLES, HouseholdRecord


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that would change: key, Chinese title, what it is and what it would be."""

    key: str
    title: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class HouseholdChange:
    """A household that would change: the record after the import, and its fields."""

    record: HouseholdRecord
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class HouseholdDiff:
    """What an import would do: `new` and `changed` are written, `absent` is only marked 未出现."""

    new: list[HouseholdRecord]
    changed: list[HouseholdChange]
    same: list[HouseholdRecord]
    absent: list[HouseholdRecord]


def merged(existing: HouseholdRecord, incoming: HouseholdRecord) -> HouseholdRecord:
    """Say what a household is after an import.

    Args:
        existing: what the registry knows.
        incoming: what the sheet tells of the same code.

    Returns:
        Told fields of `incoming`, the rest from `existing`; the class fields go together.
    """
    told = {key: value for key, value in incoming.values().items() if value is not None}
    if incoming.policy_class is not None:
        told |= {key: getattr(incoming, key) for key in CLASS_FIELDS}
    return replace(existing, **told)


def diff_households(incoming: Iterable[HouseholdRecord], existing: Mapping[str, HouseholdRecord]) -> HouseholdDiff:
    """Compare a sheet with the registry without changing anything.

    Args:
        incoming: good records of a sheet, each code once.
        existing: the registry by code.

    Returns:
        New, changed (with fields), same and absent households. Applying it and comparing again gives no
        new and no changed ones.
    """
    diff = HouseholdDiff([], [], [], [])
    seen: set[str] = set()
    for record in incoming:
        seen.add(record.uscc)
        known = existing.get(record.uscc)
        if known is None:
            diff.new.append(record)
            continue
        after = merged(known, record)
        changes = tuple(
            FieldChange(key, TITLES[key], getattr(known, key), value)
            for key, value in after.values().items()
            if value != getattr(known, key)
        )
        if changes:
            diff.changed.append(HouseholdChange(after, changes))
        else:
            diff.same.append(after)
    diff.absent.extend(record for uscc, record in existing.items() if uscc not in seen)
    return diff
