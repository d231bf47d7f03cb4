"""Setting the terms of entry, and keeping the number of people on the households' passes in step with them."""

from collections.abc import Mapping

from eventhub.accounts.models import Account
from eventhub.core import audit, revisions
from eventhub.core.database import locked, writing
from eventhub.core.errors import BadInput
from eventhub.core.row_versions import STALE, Stale
from eventhub.festivals.models import Festival
from eventhub.passes.actions import set_heads
from eventhub.passes.entry_terms import MOST_HEADS, Range
from eventhub.passes.models import EntryRules
from eventhub.passes.queries import helpers_by_application, household_passes, terms_of


def set_rules(
    festival: Festival, hours: Mapping[int, tuple[Range, ...]], heads: int, actor: Account, version: int
) -> EntryRules:
    """Set when passes let in and how many people a household's pass admits; the passes follow.

    Args:
        hours: window → ranges of minutes, in order and apart; an empty one means at any time.
        version: of the rules as they were seen; 0 when there were none.

    Raises:
        BadInput: `heads` is no number from 1 to 15.
        Stale: somebody else changed the rules meanwhile.
    """
    if not 1 <= heads <= MOST_HEADS:
        raise BadInput(fields={"heads": f"请填 1 到 {MOST_HEADS} 的数。"})
    with writing() as session:
        locked(festival)
        rules = session.get(EntryRules, festival.id, populate_existing=True)
        if (rules.version if rules else 0) != version:
            raise Stale(STALE)
        if rules is None:
            rules = EntryRules(festival_id=festival.id)
            session.add(rules)
        rules.hours = {str(window): [list(span) for span in spans] for window, spans in hours.items()}
        rules.heads = heads
        session.flush()
        terms, helpers = terms_of(festival), helpers_by_application(festival)
        for stall_pass in household_passes(festival):
            set_heads(stall_pass, terms.heads_beside(helpers.get(stall_pass.application_id or 0, 0)))
        audit.record(actor, "pass.entry_rules", f"festival:{festival.id}", heads=heads, hours=rules.hours)
        revisions.bump(f"festival:{festival.id}")
    return rules
