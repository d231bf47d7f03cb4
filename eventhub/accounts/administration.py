"""What administrators do with the accounts of others, and with organisations."""

import re
import secrets
from collections.abc import Callable

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.actions import check_strength
from eventhub.accounts.models import Account, Grant, Organisation, Role, SignInCode
from eventhub.accounts.passwords import hash_password
from eventhub.core.audit import record
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, NotFound, StateConflict
from eventhub.core.models import OutboxMessage

LOGIN = re.compile(r"[a-z][a-z0-9_.-]{2,31}")
# No letter that is taken for another when a password is read out over the phone.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105  # an alphabet
FestivalChoices = Callable[[], list[tuple[int, str]]]


def festival_choices() -> list[tuple[int, str]]:
    """Return (id, name) of the festivals a role can be given for; the festivals room fills this in."""
    fill: FestivalChoices | None = current_app.extensions.get("festival_choices")
    return fill() if fill else []


def create_staff(
    login: str, display_name: str, actor: Account | None, password: str | None = None
) -> tuple[Account, str]:
    """Create a staff account; returns it with its password, which is kept nowhere else.

    Raises BadInput for a login that is malformed or taken, or a weak password.
    """
    if not LOGIN.fullmatch(login):
        sentence = "登录名用 3 到 32 个小写字母和数字，字母开头，比如 zhougong。"
        raise BadInput(fields={"login": sentence}, code="bad_login")
    chosen = password or new_password()
    if password is not None:
        check_strength(None, password, "password")
    hashed = hash_password(chosen)
    taken = BadInput(fields={"login": "这个登录名有人用了，请换一个。"}, code="login_taken")
    try:
        with writing() as session:
            if session.scalar(select(Account.id).where(Account.login == login)):
                raise taken
            account = Account(login=login, display_name=display_name, password_hash=hashed)
            session.add(account)
            session.flush()
            record(actor, "user.create", _subject(account), login=login)
    except IntegrityError as error:
        raise taken from error
    return account, chosen


def give_role(
    account: Account,
    role: Role,
    actor: Account | None,
    organisation_id: int | None = None,
    festival_id: int | None = None,
    department: str = "",
) -> Grant:
    """Give a role: for a festival, for an organisation, or (neither) everywhere.

    Raises NotFound for an unknown organisation or festival, BadInput for an administrator of one alone (who could give
    themselves everything), StateConflict when the account has it already.
    """
    if role is Role.ADMINISTRATOR and (organisation_id, festival_id) != (None, None):
        sentence = "管理员管全部单位和节会，不能只限一处。只管一处的，请给“主办方”。"
        raise BadInput(fields={"role": sentence}, code="administrator_everywhere")
    with writing() as session:
        locked(account)
        if organisation_id is not None and session.get(Organisation, organisation_id) is None:
            raise NotFound("没有这个单位，请重新选。")
        if festival_id is not None and festival_id not in dict(festival_choices()):
            raise NotFound("没有这场节会，请重新选。")
        wanted = (role, organisation_id, festival_id)
        if any((known.role, known.organisation_id, known.festival_id) == wanted for known in account.grants):
            raise StateConflict("已经有这个角色了，不用再给。", code="role_held")
        grant = Grant(role=role, organisation_id=organisation_id, festival_id=festival_id, department=department)
        account.grants.append(grant)
        record(
            actor,
            "user.grant",
            _subject(account),
            role=role.value,
            organisation=organisation_id,
            festival=festival_id,
        )
    return grant


def take_role(account: Account, grant_id: int, actor: Account) -> Account:
    """Take a role away. Raises NotFound when it is not the account's, StateConflict for the last administrator's."""
    with writing():
        locked(account)
        grant = next((known for known in account.grants if known.id == grant_id), None)
        if grant is None:
            raise NotFound("没有这个角色，可能刚才已经收回了。")
        if grant.role is Role.ADMINISTRATOR:
            _not_the_last(account)
        account.grants.remove(grant)
        record(actor, "user.revoke", _subject(account), role=grant.role.value)
    return account


def set_active(account: Account, active: bool, actor: Account) -> Account:
    """Switch an account off or on; switching off ends its sessions.

    Raises StateConflict for one's own account and for the last administrator's.
    """
    if account.id == actor.id:
        raise StateConflict("不能停用自己的账号，请让另一位管理员来办。", code="own_account")
    with writing():
        locked(account)
        if not active:
            _not_the_last(account)
            account.epoch += 1
        account.active = active
        record(actor, "user.activate" if active else "user.deactivate", _subject(account))
    return account


def reset_password(account: Account, actor: Account | None, password: str | None = None) -> str:
    """Give the account a fresh password, end its sessions and any lock; return the password, kept nowhere else."""
    chosen = password or new_password()
    if password is not None:
        check_strength(account, password, "password")
    hashed = hash_password(chosen)
    with writing():
        locked(account).password_hash = hashed
        account.epoch += 1
        account.failed_count, account.locked_until = 0, None
        record(actor, "user.reset_password", _subject(account))
    return chosen


def reset_second_factor(account: Account, actor: Account) -> Account:
    """Take the authenticator off an account whose phone is lost, and end its sessions."""
    with writing():
        locked(account).totp_secret = None
        account.epoch += 1
        record(actor, "user.reset_second_factor", _subject(account))
    return account


def forget_account(account: Account, actor: Account | None) -> None:
    """Remove the personal data of an account inside `writing()` and switch it off; the row stays for the log's sake.

    Whoever signs in with the phone afterwards begins anew.
    """
    locked(account)
    if account.phone is not None:
        db.session.execute(delete(SignInCode).where(SignInCode.phone == account.phone))
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.to == account.phone))
    account.login = account.login or f"forgotten-{account.id}"
    account.phone, account.display_name = None, ""
    account.password_hash, account.totp_secret = None, None
    account.active = False
    account.epoch += 1
    record(actor, "user.forget", _subject(account))


def end_sessions(account: Account, actor: Account) -> Account:
    """End every session of the account."""
    with writing():
        locked(account).epoch += 1
        record(actor, "user.end_sessions", _subject(account))
    return account


def save_organisation(
    organisation: Organisation | None, name: str, short_name: str, town: str, phone: str, actor: Account
) -> Organisation:
    """Create an organisation, or change the one given. Raises BadInput when the name is another's."""
    taken = BadInput(fields={"name": "已经有叫这个名字的单位了。"}, code="organisation_taken")
    try:
        with writing() as session:
            known = session.scalar(select(Organisation).where(Organisation.name == name))
            if known is not None and known is not organisation:
                raise taken
            if organisation is None:
                organisation = Organisation(name=name, short_name=short_name)
                session.add(organisation)
            organisation.name, organisation.short_name = name, short_name
            organisation.town, organisation.phone = town or None, phone
            session.flush()
            record(actor, "organisation.save", f"organisation:{organisation.id}", name=name)
    except IntegrityError as error:
        raise taken from error
    return organisation


def new_password() -> str:
    """Return a random password of four groups, about 79 bits, that can be read out over the phone."""
    groups = ("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _not_the_last(account: Account) -> None:
    """Refuse what would leave nobody who can administer everywhere. Both sides hold every administrator's row."""
    holders = db.session.scalars(
        select(Account)
        .where(Account.active, Account.grants.any(Grant.role == Role.ADMINISTRATOR))
        .order_by(Account.id)
        .with_for_update(of=Account)
    ).all()
    if list(holders) == [account]:
        raise StateConflict("这是最后一位管理员，不能收回或停用。请先给别人管理员角色。", code="last_administrator")


def _subject(account: Account) -> str:
    return f"account:{account.id}"
