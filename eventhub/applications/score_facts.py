"""The facts an application is scored by, gathered from the registry and from earlier editions."""

from sqlalchemy import func, select

from eventhub.applications.models import Application, Call
from eventhub.applications.score_lines import NamedProductLine, ScoreFacts, ScoreRule
from eventhub.applications.score_rule_file import rule_from_json
from eventhub.applications.scoring import Score, score
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.typed_text import without_spaces
from eventhub.festivals.models import Festival
from eventhub.registry.credit_queries import credit_total

MAX_EDITIONS = 30


def rule_of(call: Call) -> ScoreRule:
    """Return the call's published rule; a call without one scores everybody 0."""
    return rule_from_json(call.score_rule) if call.score_rule else ScoreRule(())


def score_of(application: Application, call: Call) -> Score:
    """Score an application by its call's rule, as things are known now."""
    rule = rule_of(call)
    return score(score_facts(application, call, rule), rule)


def score_facts(application: Application, call: Call, rule: ScoreRule) -> ScoreFacts:
    """Gather what is known of an application.

    The class is the one valid on the festival's first day; else the one that ended last, so that the line
    can say why it does not count. Credit is what counts on the festival's first day.
    """
    household, festival = application.household, application.festival
    first_day = festival.starts_on or clock.today()
    recognition = household.recognition_on(first_day) or next(reversed(household.recognitions), None)
    submitted = clock.local(application.submitted_at or clock.now()).date()
    return ScoreFacts(
        first_day=first_day,
        submitted_on=submitted,
        closes_on=clock.local(call.closes_at).date(),
        policy_class=recognition.policy_class if recognition else None,
        class_valid_from=recognition.valid_from if recognition else None,
        class_valid_to=recognition.valid_to if recognition else None,
        heritage_items=(household.heritage_item,) if household.heritage_item else (),
        town=household.town,
        products=named_products(application, rule),
        credit=credit_total(household, first_day),
        earlier_editions=earlier_editions(application),
    )


def named_products(application: Application, rule: ScoreRule) -> tuple[str, ...]:
    """Return the products named by the rule that the declared goods contain (`堡堂手工面 细` counts as
    堡堂手工面).
    """
    listed = [entry for entry in application.household.products if entry.named]
    named = {without_spaces(entry.name): entry.named for entry in listed}
    declared = [without_spaces(str(item.get("name", ""))) for item in application.goods]
    brought = declared + [without_spaces(named[name]) for name in declared if name in named]
    wanted = [product for line in rule.lines if isinstance(line, NamedProductLine) for product in line.products]
    return tuple(product for product in wanted if any(without_spaces(product) in name for name in brought))


def earlier_editions(application: Application) -> int:
    """Count the earlier editions of the festival to which the household's application was accepted."""
    ids: list[int] = []
    previous: Festival | None = application.festival.previous
    # A chain that an organiser tied into a ring by mistake ends where it comes back.
    while previous is not None and previous.id not in (application.festival_id, *ids) and len(ids) < MAX_EDITIONS:
        ids.append(previous.id)
        previous = previous.previous
    if not ids:
        return 0
    return (
        db.session.scalar(
            select(func.count(func.distinct(Application.festival_id))).where(
                Application.household_id == application.household_id,
                Application.festival_id.in_(ids),
                Application.state == ApplicationState.ACCEPTED,
            )
        )
        or 0
    )
