"""The verbs of the registry. A household is the unit two people may not change at once: its products and licences
carry its version, and every change of them raises it."""

from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from eventhub.accounts.administration import forget_account
from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.core.audit import record
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, NotFound, StateConflict
from eventhub.core.revisions import bump
from eventhub.core.row_versions import Stale
from eventhub.registry.household_details import (
    HouseholdDetails,
    LicenceDetails,
    ProductDetails,
    RecognitionDetails,
)
from eventhub.registry.household_import import import_households
from eventhub.registry.models import ClassRecognition, Household, Licence, Product
from eventhub.registry.queries import by_uscc, households_of
from eventhub.registry.signals import household_changed, household_erased
from eventhub.registry.uscc import parse_uscc

__all__ = [
    "add_recognition",
    "ask_for_deletion",
    "claim_by_phone",
    "create_household",
    "edit_household",
    "erase_household",
    "import_households",
    "remove_licence",
    "remove_product",
    "save_licence",
    "save_product",
    "show_phone",
    "withdraw_deletion",
]
MAX_PRODUCTS, MAX_LICENCES = 60, 30
ERASED = "已删除"
Row = TypeVar("Row", Product, Licence)


def create_household(
    uscc: str, details: HouseholdDetails, actor: Account | None, owner: Account | None = None
) -> Household:
    """Register a household under its code as typed; `owner` is the account that signs in for it, if any.

    One that was imported with the owner's phone is not created again but given to the owner, as it stands.
    Raises UsccError (BadInput) for a code that is none, BadInput on the field uscc for one that is registered.
    """
    try:
        code = parse_uscc(uscc).value
    except BadInput as error:
        raise BadInput(fields={"uscc": error.sentence}, code=error.code) from error
    try:
        with writing() as session:
            known = by_uscc(code)
            if known is not None and _is_unclaimed(known, owner):
                known.account_id = owner.id if owner else None
                _changed(known, actor, "household.claim")
                return known
            if known is not None:
                raise _taken(known, owner)
            household = Household(uscc=code, account_id=owner.id if owner else None, **asdict(details))
            session.add(household)
            session.flush()
            _changed(household, actor, "household.create")
    except IntegrityError as error:  # somebody registered the same code in the same moment
        db.session.rollback()  # of a surrounding writing(), too: it can't go on
        known = by_uscc(code)
        if known is None:
            raise
        raise _taken(known, owner) from error
    return household


def edit_household(household: Household, details: HouseholdDetails, version: int, actor: Account | None) -> Household:
    """Set what a household tells of itself. Raises StateConflict when it is no longer the version that was shown."""
    with writing():
        _at_version(household, version)
        before = {name: getattr(household, name) for name in asdict(details)}
        for name, value in asdict(details).items():
            setattr(household, name, value)
        fields = [name for name, value in asdict(details).items() if before[name] != value]
        if fields:
            _changed(household, actor, "household.edit", fields=fields)
    return household


def save_product(
    household: Household, product_id: int | None, details: ProductDetails, version: int, actor: Account | None
) -> Product:
    """Add a product, or change the one with this id.

    Raises StateConflict for a stale version, NotFound when the product is not this household's, BadInput past 60.
    """
    with writing():
        _at_version(household, version)
        if product_id is None and len(household.products) >= MAX_PRODUCTS:
            raise BadInput(f"最多登记 {MAX_PRODUCTS} 样。请先删掉不卖的。", code="too_many_products")
        product = _put(household.products, product_id, details, Product)
        _changed(household, actor, "product.save", product=details.name)
    return product


def remove_product(household: Household, product_id: int, version: int, actor: Account | None) -> Household:
    """Take a product off; its batches stay to be found and recalled.

    Raises StateConflict for a stale version, NotFound when it is not this household's.
    """
    with writing() as session:
        _at_version(household, version)
        product = _own(household.products, product_id)
        if product.batches:
            product.removed_at = clock.now()
        else:
            household.products.remove(product)
        _changed(household, actor, "product.remove", product=product.name)
        session.flush()
        session.expire(household, ["products"])
    return household


def save_licence(
    household: Household, licence_id: int | None, details: LicenceDetails, version: int, actor: Account | None
) -> Licence:
    """Add a licence, or change the one with this id. An expired one may be entered: the household is told so.

    Raises StateConflict for a stale version, NotFound when the licence is not this household's, BadInput past 30.
    """
    with writing():
        _at_version(household, version)
        if licence_id is None and len(household.licences) >= MAX_LICENCES:
            raise BadInput(f"最多登记 {MAX_LICENCES} 张证。请先删掉过期的。", code="too_many_licences")
        licence = _put(household.licences, licence_id, details, Licence)
        _changed(household, actor, "licence.save", kind=details.kind.value)
    return licence


def remove_licence(household: Household, licence_id: int, version: int, actor: Account | None) -> Household:
    """Take a licence off. Raises StateConflict for a stale version, NotFound when it is not this household's."""
    with writing():
        _at_version(household, version)
        licence = _own(household.licences, licence_id)
        household.licences.remove(licence)
        _changed(household, actor, "licence.remove", kind=licence.kind.value)
    return household


def add_recognition(household: Household, details: RecognitionDetails, actor: Account | None) -> ClassRecognition:
    """Enter a class the bureau issued; the same class and number is corrected instead of entered twice.

    Only the import and administrators do this; the caller holds that. Raises BadInput when it ends before it begins.
    """
    if details.valid_to < details.valid_from:
        raise BadInput(fields={"valid_to": "有效期止比有效期起还早，请核对。"})
    with writing() as session:
        locked(household)
        entry = next(
            (
                known
                for known in household.recognitions
                if (known.policy_class, known.number) == (details.policy_class, details.number)
            ),
            None,
        )
        if entry is None:
            entry = ClassRecognition(household_id=household.id, **asdict(details))
            household.recognitions.append(entry)
        for name, value in asdict(details).items():
            setattr(entry, name, value)
        session.flush()
        _changed(household, actor, "household.recognise", policy_class=details.policy_class.value)
    return entry


def show_phone(household: Household, actor: Account) -> str:
    """Return the whole phone number and write down who looked at it (PIPL: access to personal data is logged)."""
    with writing():
        record(actor, "household.show_phone", _subject(household))
        return household.phone


def ask_for_deletion(household: Household, actor: Account) -> Household:
    """Note that the household wants its personal data removed; a person of the desk does it. Asking twice is one."""
    with writing():
        locked(household)
        if household.deletion_asked_at is None:
            household.deletion_asked_at = clock.now()
            record(actor, "household.ask_deletion", _subject(household))
    return household


def withdraw_deletion(household: Household, actor: Account) -> Household:
    """Take the wish for deletion back."""
    with writing():
        locked(household)
        if household.deletion_asked_at is not None:
            household.deletion_asked_at = None
            record(actor, "household.withdraw_deletion", _subject(household))
    return household


def erase_household(household: Household, actor: Account) -> Household:
    """Remove the personal data of a household that asked for it (PIPL article 47).

    Code and business name stay, as the public business register holds them and past plans name them; later rooms
    remove what they keep, or refuse by a DomainError while a festival still needs it. The account goes too when this
    was all it was for. Raises StateConflict unless asked.
    """
    with writing():
        locked(household)
        if household.deletion_asked_at is None:
            raise StateConflict("这一户没有要求删除资料，或者已经撤回了。", code="deletion_not_asked")
        household_erased.send(household)
        household.owner_name, household.phone, household.address, household.story = ERASED, "", "", ""
        account, household.account = household.account, None
        household.licences.clear()
        household.deletion_asked_at = None
        db.session.flush()
        if account is not None and not account.grants and not households_of(account):
            forget_account(account, actor)
        _changed(household, actor, "household.erase")
    return household


def claim_by_phone(account: Account) -> list[Household]:
    """Give an account whose phone was just proved the imported households of that phone. Runs inside `writing()`."""
    found = db.session.scalars(
        select(Household).where(Household.phone == account.phone, Household.account_id.is_(None)).with_for_update()
    ).all()
    for household in found:
        household.account_id = account.id
        _changed(household, account, "household.claim")
    return list(found)


def _is_unclaimed(known: Household, owner: Account | None) -> bool:
    return owner is not None and known.account_id is None and bool(known.phone) and known.phone == owner.phone


def _taken(known: Household, owner: Account | None) -> BadInput:
    if owner is not None and known.account_id == owner.id:
        sentence = "这一户已经在您名下了，回到“我的店”就能看到。"
    elif owner is not None and known.phone:
        sentence = (
            f"这个代码已经登记过，留的电话尾号是 {known.phone[-4:]}。"
            "是您家的，请用那个号码登录；号码换了，请打节会咨询电话改。"
        )
    elif owner is not None:
        sentence = "这个代码已经登记过，还没有留电话。请打节会咨询电话，核对后就能用。"
    else:
        sentence = f"这个代码已经登记过，是“{known.name}”。请从名单里找到它再改。"
    return BadInput(fields={"uscc": sentence}, code="uscc_taken")


def _at_version(household: Household, version: int) -> None:
    if locked(household).version != version:
        raise Stale("刚才有人改过这一户的资料。请看看现在的内容，核对后再办一次。")


def _put(rows: list[Row], row_id: int | None, details: ProductDetails | LicenceDetails, kind: type[Row]) -> Row:
    """Set the details of the row with this id, of a new row when no id is given."""
    if row_id is None:
        row = kind()
        rows.append(row)
    else:
        row = _own(rows, row_id)
    for name, value in asdict(details).items():
        setattr(row, name, value)
    return row


def _own(rows: list[Row], row_id: int) -> Row:
    """Return the row with this id. Raises NotFound when it is not among them."""
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound("没有这一条，可能刚才已经删了。")


def _changed(household: Household, actor: Account | None, action: str, **detail: Any) -> None:
    """Raise the household's version, write the log, and tell the pages and rooms that show it."""
    flag_modified(household, "name")
    record(actor, action, _subject(household), **detail)
    bump("households")
    household_changed.send(household)


def _subject(household: Household) -> str:
    return f"household:{household.id}"
