"""Read-only selects of the applications room that other rooms and the household's pages stand on."""

from collections.abc import Sequence

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Account, Grant, Role
from eventhub.applications.models import Application, Call
from eventhub.applications.receipt import ReceiptError, parse_receipt
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.errors import NotFound
from eventhub.core.paging import Page, page_of
from eventhub.festivals.models import Festival, FestivalState
from eventhub.registry.models import Household

CLOSED_FOR_GOOD = (ApplicationState.WITHDRAWN, ApplicationState.REJECTED)
LIVE_STATES = (FestivalState.ANNOUNCED, FestivalState.POSTPONED)


def open_calls() -> Sequence[Call]:
    """Return the calls households can answer now, the one that closes first in front, with festival and
    venue.
    """
    moment = clock.now()
    return db.session.scalars(
        select(Call)
        .join(Call.festival)
        .where(Call.opens_at <= moment, Call.closes_at > moment, Festival.state.in_(LIVE_STATES))
        .order_by(Call.closes_at, Call.id)
        .options(joinedload(Call.festival).joinedload(Festival.venue))
    ).all()


def coming_calls() -> Sequence[Call]:
    """Return the calls that are announced and not open yet, the one that opens first in front."""
    return db.session.scalars(
        select(Call)
        .join(Call.festival)
        .where(Call.opens_at > clock.now(), Festival.state.in_(LIVE_STATES))
        .order_by(Call.opens_at, Call.id)
        .options(joinedload(Call.festival).joinedload(Festival.venue))
    ).all()


def call_of(festival: Festival) -> Call | None:
    """Return the festival's call for booths, or None while there is none."""
    return db.session.scalar(select(Call).where(Call.festival_id == festival.id))


def accepted_applications(festival: Festival) -> Sequence[Application]:
    """Return the accepted applications by receipt number, with household and products loaded."""
    return db.session.scalars(
        with_household(select(Application))
        .where(Application.festival_id == festival.id, Application.state == ApplicationState.ACCEPTED)
        .order_by(func.length(Application.receipt), Application.receipt)
    ).all()


def applications_of(account: Account) -> Sequence[Application]:
    """Return every application of the account's households or filed by it as an agent, the newest first."""
    return db.session.scalars(_kept_by(account).order_by(Application.created_at.desc(), Application.id.desc())).all()


def application_for(account: Account, application_id: int) -> Application:
    """Return an application the account keeps. Raises NotFound for any other, so that ids tell nothing."""
    found = db.session.scalar(_kept_by(account).where(Application.id == application_id))
    if found is None:
        raise NotFound("没有找到这份申请。请从“我的申请”进来。")
    return found


def application_for_receipt(account: Account, receipt: str, slug: str = "") -> Application:
    """Return the account's application with a receipt number, the newest where two editions used the same.

    Raises NotFound when the account keeps none of that number (of the festival `slug`, where it is given).
    """
    try:
        number = str(parse_receipt(receipt))
    except ReceiptError:
        number = ""
    query = _kept_by(account).where(Application.receipt == number).order_by(Application.id.desc())
    if slug and slug.isprintable():
        query = query.join(Application.festival).where(Festival.slug == slug)
    found = db.session.scalars(query).first() if number else None
    if found is None:
        raise NotFound("没有找到这个编号的申请。请从“我的申请”进来。")
    return found


def living_application(festival: Festival, household: Household) -> Application | None:
    """Return the household's application to the festival that is neither withdrawn nor rejected, if there
    is one.
    """
    return db.session.scalar(
        select(Application).where(
            Application.festival_id == festival.id,
            Application.household_id == household.id,
            Application.state.not_in(CLOSED_FOR_GOOD),
        )
    )


def agent_towns(account: Account) -> set[str]:
    """Return the towns whose households the account may file for."""
    return {
        grant.organisation.town
        for grant in account.grants
        if grant.role is Role.TOWN_AGENT and grant.organisation and grant.organisation.town
    }


def is_agent(account: Account) -> bool:
    """Tell whether the account files for others."""
    return any(grant.role is Role.TOWN_AGENT for grant in account.grants)


def filed_by_agents(account: Account, page: int) -> Page[Application]:
    """Return a page of what an agent filed, the newest first; for whoever is no agent, of what all agents filed."""
    mine = Application.agent_id == account.id if is_agent(account) else Application.agent_id.is_not(None)
    filed = select(Application).where(mine).order_by(Application.created_at.desc(), Application.id.desc())
    wanted = (Application.household, Application.festival, Application.agent)
    return page_of(filed.options(*(joinedload(part) for part in wanted)), page)


def with_household(query: Select[Application]) -> Select[Application]:
    """Load what a list of applications shows of the household in a fixed number of selects."""
    household = joinedload(Application.household)
    return query.options(
        household.selectinload(Household.recognitions),
        household.selectinload(Household.products),
        household.selectinload(Household.licences),
        joinedload(Application.agent),
    )


def _kept_by(account: Account) -> Select[Application]:
    # An agent keeps what it filed only while it still is an agent: the role can be taken away.
    agents = Application.agent_id == account.id if is_agent(account) else false()
    return (
        select(Application)
        .join(Application.household)
        .where(or_(Household.account_id == account.id, agents))
        .options(
            joinedload(Application.festival).joinedload(Festival.venue),
            joinedload(Application.festival).selectinload(Festival.zones),
            selectinload(Application.household).selectinload(Household.licences),
            joinedload(Application.agent).selectinload(Account.grants).joinedload(Grant.organisation),
        )
    )
