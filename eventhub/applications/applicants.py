"""For whom an account may apply: its own households, and those of the towns it files for."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.applications.actions import require_open, start_application
from eventhub.applications.models import Application
from eventhub.applications.queries import CLOSED_FOR_GOOD, agent_towns, call_of
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, NotFound
from eventhub.core.paging import Page
from eventhub.festivals.models import Festival
from eventhub.registry.actions import create_household
from eventhub.registry.household_details import HouseholdDetails
from eventhub.registry.models import Household
from eventhub.registry.queries import households_of, search_households

PER_PAGE = 20


@dataclass(frozen=True)
class Candidate:
    """A household and its living application to the festival, if it has one."""

    household: Household
    application: Application | None


def own_candidates(account: Account, festival: Festival) -> list[Candidate]:
    """Return the account's own households."""
    return _with_applications(households_of(account), festival)


def town_candidates(
    account: Account, festival: Festival, text: str, page: int
) -> tuple[list[Candidate], Page[Household]] | None:
    """Return the matching households of the agent's towns, and the page; None for who is no agent."""
    towns = agent_towns(account)
    if not towns:
        return None
    found = search_households(text, page=page, towns=frozenset(towns), per_page=PER_PAGE)
    return _with_applications(found.rows, festival), found


def town_choices(account: Account) -> list[tuple[str, str]]:
    """Return what an agent may choose as the town of a household it registers: the towns it files for."""
    return [("", "请选一个"), *((town, town) for town in sorted(agent_towns(account)))]


def household_to_file_for(account: Account, household_id: int) -> Household:
    """Return a household the account may apply for. Raises NotFound for any other."""
    household = db.session.get(Household, household_id)
    if household is None:
        raise NotFound("没有找到这一户，请从名单里选。")
    if household.account_id != account.id and household.town not in agent_towns(account):
        raise NotFound("没有找到这一户，请从名单里选。")
    return household


def register_and_start(festival: Festival, uscc: str, details: HouseholdDetails, account: Account) -> Application:
    """Register a business (an agent: one of the own towns) and open its draft, both or neither.

    Raises BadInput for a code or town that can't be used, StateConflict when the call is not open.
    """
    owner = account if account.phone else None
    if owner is None and details.town not in agent_towns(account):
        raise BadInput(fields={"town": "只能替您代办的镇街的商户登记，请选本镇街。"})
    with writing():
        require_open(call_of(festival), festival)
        household = create_household(uscc, details, account, owner)
        return start_application(festival, household, account)


def _with_applications(households: list[Household], festival: Festival) -> list[Candidate]:
    living = {
        application.household_id: application
        for application in db.session.scalars(
            select(Application)
            .where(
                Application.festival_id == festival.id,
                Application.household_id.in_([household.id for household in households]),
                Application.state.not_in(CLOSED_FOR_GOOD),
            )
            .options(joinedload(Application.agent))
        )
    }
    return [Candidate(household, living.get(household.id)) for household in households]
