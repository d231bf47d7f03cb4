"""Passwords: argon2id hashes, and the same work done for an account that does not exist."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 8, 100
# OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB and two passes. The library's default of 64 MiB on four
# threads would let a handful of sign-ins at once hold up a small machine on a festival morning.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Compared against when there is no account or no password, so that the answer takes as long. Nobody knows its text.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def hash_password(password: str) -> str:
    """Return the hash to store, parameters and salt included."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is the stored one; False, after the same work, when nothing is stored."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False
