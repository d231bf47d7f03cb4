"""What a person does with an account of their own: sign in, change the password, set the second factor, sign out."""

from datetime import timedelta

from sqlalchemy import select

from eventhub.accounts import codes
from eventhub.accounts.models import Account
from eventhub.accounts.passwords import LONGEST, SHORTEST, hash_password, matches
from eventhub.accounts.second_factor import step_of
from eventhub.accounts.signals import phone_proved
from eventhub.core import clock
from eventhub.core.audit import record
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, NotAllowed

FREE_FAILURES = 5
FIRST_LOCK = timedelta(minutes=5)
LONGEST_LOCK = timedelta(hours=1)


def sign_in_by_code(phone: str, typed: str) -> Account:
    """Return the account of a phone whose code was typed; a phone that is new here gets an account.

    Raises BadInput for a wrong code, NotAllowed for an account that was switched off.
    """
    with writing() as session:
        account = None
        good = codes.use_code(phone, typed)
        if good:
            account = session.scalar(select(Account).where(Account.phone == phone)) or _new_account(phone)
            if account.active:
                _entered(account, "code")
                phone_proved.send(account)
    if not good:
        raise codes.refused()
    assert account is not None
    if not account.active:
        raise _switched_off()
    return account


def sign_in_by_password(name: str, password: str, *, by_phone: bool) -> Account:
    """Return the account of a phone (`by_phone`) or login name with its password.

    Raises one BadInput for an unknown name, a wrong password and a locked account alike, so that nobody learns who has
    an account here; NotAllowed for an account that was switched off, once the password is right.
    """
    column = Account.phone if by_phone else Account.login
    account = db.session.scalar(select(Account).where(column == name))
    good = _password_holds(account, password)
    if account is not None and good and account.active:
        with writing():
            _entered(locked(account), "password")
    if account is None or not good:
        raise BadInput(
            fields={"password": f"{'手机号' if by_phone else '登录名'}或密码不对。连错 5 次要等 5 分钟再试。"},
            code="sign_in_refused",
        )
    if not account.active:
        raise _switched_off()
    return account


def check_second_factor(account: Account, typed: str) -> Account:
    """Accept a code of the account's authenticator once. Raises BadInput for a wrong, used or locked-out one."""
    with writing():
        locked(account)
        step = None if _is_locked(account) else _step(account, account.totp_secret, typed)
        if step is None:
            _failed(account)
        else:
            account.totp_last_step = step
            account.failed_count, account.locked_until = 0, None
            record(account, "account.second_factor", f"account:{account.id}")
    if step is None:
        raise _wrong_step()
    return account


def enrol_second_factor(account: Account, secret: str, typed: str) -> Account:
    """Keep the secret once a code made from it was typed. Raises BadInput for a wrong code, NotAllowed when one is set."""
    with writing():
        if locked(account).totp_secret is not None:
            raise NotAllowed("您已经设好动态码了。要换手机，请先取消原来的。")
        step = _step(account, secret, typed)
        if step is None:
            raise _wrong_step()
        account.totp_secret, account.totp_last_step = secret, step
        record(account, "account.second_factor_set", f"account:{account.id}")
    return account


def remove_second_factor(account: Account, typed: str) -> Account:
    """Take the authenticator off an account that shows a code of it once more. Raises BadInput for a wrong one."""
    check_second_factor(account, typed)
    with writing():
        locked(account).totp_secret = None
        record(account, "account.second_factor_removed", f"account:{account.id}")
    return account


def change_password(account: Account, current: str, new: str, *, phone_proved: bool = False) -> Account:
    """Set a new password and end every session of the account.

    The current one is asked for where there is one, unless a code to the phone has just been typed (a forgotten
    password). Raises BadInput for a wrong or weak one.
    """
    check_strength(account, new)
    if account.password_hash is not None and not phone_proved and not _password_holds(account, current):
        raise BadInput(fields={"current": "密码不对。连错 5 次要等 5 分钟再试。"}, code="wrong_password")
    fresh = hash_password(new)
    with writing():
        locked(account).password_hash = fresh
        account.epoch += 1
        record(account, "account.password", f"account:{account.id}")
    return account


def rename(account: Account, display_name: str) -> Account:
    """Set how the account is called on pages."""
    with writing():
        locked(account).display_name = display_name
        record(account, "account.rename", f"account:{account.id}")
    return account


def sign_out_everywhere(account: Account) -> Account:
    """End every session of the account, this one included."""
    with writing():
        locked(account).epoch += 1
        record(account, "account.sign_out_everywhere", f"account:{account.id}")
    return account


def check_strength(account: Account | None, password: str, field: str = "new") -> None:
    """Refuse a password that is too short, one character over and over, only digits, or the name itself."""
    sentence = ""
    names = {account.login, account.phone} if account else set()
    if not SHORTEST <= len(password) <= LONGEST:
        sentence = f"密码要 {SHORTEST} 到 {LONGEST} 位，现在是 {len(password)} 位。"
    elif password.isdigit() or len(set(password)) < 4 or password in names:
        sentence = "这个密码太好猜。请把字母和数字混着用，不要用电话、生日。"
    if sentence:
        raise BadInput(fields={field: sentence}, code="weak_password")


def _new_account(phone: str) -> Account:
    account = Account(phone=phone)
    db.session.add(account)
    db.session.flush()
    record(account, "account.create", f"account:{account.id}")
    return account


def _entered(account: Account, way: str) -> None:
    account.failed_count, account.locked_until = 0, None
    record(account, "account.sign_in", f"account:{account.id}", way=way)


def _password_holds(account: Account | None, password: str) -> bool:
    """Tell whether the password is right and the account not locked; count a failure.

    The hash is worked out before the transaction, whose lock on SQLite would keep every writer waiting for it, and
    always, so that an answer for nobody's account takes as long.
    """
    stored = account.password_hash if account is not None else None
    right = matches(stored, password)
    if account is None:
        return False
    with writing():
        if _is_locked(locked(account)) or account.password_hash != stored:
            return False
        if not right:
            _failed(account)
    return right


def _is_locked(account: Account) -> bool:
    return account.locked_until is not None and account.locked_until > clock.now()


def _failed(account: Account) -> None:
    """Count a failure; from the fifth on the account rests, each time twice as long, up to an hour."""
    if _is_locked(account):
        return
    account.failed_count += 1
    over = account.failed_count - FREE_FAILURES
    if over >= 0:
        account.locked_until = clock.now() + min(LONGEST_LOCK, FIRST_LOCK * 2 ** min(over, 8))
        record(None, "account.locked", f"account:{account.id}", failures=account.failed_count)


def _step(account: Account, secret: str | None, typed: str) -> int | None:
    return None if secret is None else step_of(secret, typed, clock.now(), account.totp_last_step)


def _wrong_step() -> BadInput:
    sentence = "动态码不对，或者已经用过了。请等应用里换出下一个 6 位数字再填；手机时间要准。"
    return BadInput(fields={"code": sentence}, code="second_factor_refused")


def _switched_off() -> NotAllowed:
    return NotAllowed("这个账号已经停用。要恢复，请打节会咨询电话。", code="switched_off")
