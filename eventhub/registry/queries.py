"""Selects of the registry."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Account, Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.paging import Page, containing, page_of
from eventhub.core.typed_text import without_spaces
from eventhub.registry.documents import GoodsCategory
from eventhub.registry.models import ClassRecognition, Household, ImportReport, Product
from eventhub.registry.policy_class import PolicyClass

PER_PAGE = 30
# Roles that see the households of every town.
EVERYWHERE = {Role.ORGANISER, Role.REVIEWER, Role.REGULATOR, Role.ADMINISTRATOR}
_WHOLE = (
    selectinload(Household.products),
    selectinload(Household.licences),
    selectinload(Household.recognitions),
)


def households_of(account: Account) -> list[Household]:
    """Return the households an account signs in for, oldest first, with products, licences and recognitions."""
    return list(
        db.session.scalars(
            select(Household).where(Household.account_id == account.id).options(*_WHOLE).order_by(Household.id)
        )
    )


def get_household_for(account: Account, household_id: int) -> Household | None:
    """Return the household when it is the account's own, else None."""
    return db.session.scalar(
        select(Household).where(Household.id == household_id, Household.account_id == account.id).options(*_WHOLE)
    )


def by_uscc(uscc: str) -> Household | None:
    """Return the household of a code in stored form."""
    return db.session.scalar(select(Household).where(Household.uscc == uscc))


def towns_seen_by(account: Account) -> frozenset[str] | None:
    """Return the towns whose households an account may see at the desk; None: all of them.

    A town agent sees the towns of the organisations the role was given for.
    """
    if any(grant.role in EVERYWHERE for grant in account.grants):
        return None
    agent = [grant for grant in account.grants if grant.role is Role.TOWN_AGENT]
    if any(grant.organisation is None and grant.festival_id is None for grant in agent):
        return None
    return frozenset(grant.organisation.town for grant in agent if grant.organisation and grant.organisation.town)


def get_household_at_desk(account: Account, household_id: int) -> Household | None:
    """Return the household when the account may see it at the desk (a town agent: of the own town), else None."""
    household = db.session.scalar(select(Household).where(Household.id == household_id).options(*_WHOLE))
    towns = towns_seen_by(account)
    return household if household is not None and (towns is None or household.town in towns) else None


@dataclass(frozen=True)
class HouseholdSearch:
    """What the desk looks for; every part may be left empty. `towns` limits what may be seen at all."""

    text: str = ""
    town: str = ""
    policy_class: PolicyClass | None = None
    category: GoodsCategory | None = None
    only: str = ""
    towns: frozenset[str] | None = None


def search_households(
    text: str = "",
    town: str = "",
    policy_class: PolicyClass | None = None,
    category: GoodsCategory | None = None,
    page: int = 1,
    *,
    towns: frozenset[str] | None = None,
    only: str = "",
    per_page: int = PER_PAGE,
) -> Page[Household]:
    """Return households by part of name, owner, product, code, or by last digits of the phone.

    `policy_class` asks for a class valid today; `towns` limits what may be seen (None: everything); `only` is
    "missing" (not in the last import), "asked" (asked for deletion) or "expired" (a class, none valid today).
    """
    search = HouseholdSearch(text, town, policy_class, category, only, towns)
    statement = select(Household).where(*_conditions(search)).options(selectinload(Household.recognitions))
    return page_of(statement.order_by(Household.name, Household.id), page, per_page)


def _conditions(search: HouseholdSearch) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    today = clock.today()
    valid = and_(ClassRecognition.valid_from <= today, ClassRecognition.valid_to >= today)
    if search.text:
        found.append(_text_condition(search.text))
    if search.town:
        found.append(Household.town == search.town)
    if search.towns is not None:
        found.append(Household.town.in_(search.towns))
    if search.category is not None:
        found.append(Household.category == search.category)
    if search.policy_class is not None:
        found.append(Household.recognitions.any(and_(ClassRecognition.policy_class == search.policy_class, valid)))
    if search.only == "missing":
        found.append(Household.missing_since.is_not(None))
    if search.only == "asked":
        found.append(Household.deletion_asked_at.is_not(None))
    if search.only == "expired":
        found.append(and_(Household.recognitions.any(), ~Household.recognitions.any(valid)))
    return found


def _text_condition(text: str) -> ColumnElement[bool]:
    pattern = containing(text)
    code = without_spaces(text).upper()
    ways = [
        Household.name.like(pattern, escape="\\"),
        Household.owner_name.like(pattern, escape="\\"),
        Household.products.any(Product.name.like(pattern, escape="\\")),
        Household.uscc.like(containing(code), escape="\\"),
    ]
    if code.isascii() and code.isdigit() and len(code) >= 4:
        ways.append(Household.phone.like(f"%{code}"))
    return or_(*ways)


def import_reports(limit: int = 20) -> list[ImportReport]:
    """Return the newest import reports."""
    return list(db.session.scalars(select(ImportReport).order_by(ImportReport.id.desc()).limit(limit)))
