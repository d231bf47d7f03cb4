"""Where an account goes when it signs in without having been on its way to a page."""

from eventhub.accounts.models import Account, Role


def landing_of(account: Account) -> str:
    """Return the first page of the account's day."""
    roles = {grant.role for grant in account.grants}
    if not roles:
        return "/my/"
    if roles == {Role.GATE}:
        return "/gate/"
    return "/admin/users/" if roles == {Role.ADMINISTRATOR} else "/desk/"
