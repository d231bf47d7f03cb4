"""What a household is told of its 名特优新 class: whether it counts today, until when, and why it does not."""

from dataclasses import dataclass
from datetime import date

from eventhub.registry.models import ClassRecognition, Household
from eventhub.registry.policy_class import why_class_does_not_count

SOON_DAYS = 60


@dataclass(frozen=True)
class ClassLine:
    """A class of the household on a day: `why_not` is None while it counts, `ends_soon` warns 60 days before."""

    recognition: ClassRecognition
    why_not: str | None
    ends_soon: bool


def class_report(household: Household, day: date) -> list[ClassLine]:
    """Return the household's classes as they stand on a day: those that count first, then the latest."""
    lines = [
        ClassLine(
            entry,
            why_class_does_not_count(entry.policy_class, entry.valid_from, entry.valid_to, day),
            0 <= (entry.valid_to - day).days < SOON_DAYS,
        )
        for entry in household.recognitions
    ]
    return sorted(lines, key=lambda line: (line.why_not is not None, -line.recognition.valid_to.toordinal()))
