"""A festival's signing keys, and how the private half rests in the database.

The private key never leaves the server and is stored only encrypted (AES-256-GCM) under a key derived by
HKDF-SHA256 (RFC 5869) from the instance's secret. A stolen database without that secret signs no pass.

    byte 0       format (= 1)
    bytes 1–16   salt of the derivation
    bytes 17–28  nonce
    bytes 29–76  ciphertext and tag
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from eventhub.core.errors import DomainError
from eventhub.passes.token import KEY_BYTES

SEALED_BYTES = 77

_FORMAT = b"\x01"
_INFO = b"eventhub/pass-key/1"
_SALT_BYTES = 16
_NONCE_BYTES = 12
_MIN_SECRET_BYTES = 8


class SealBroken(DomainError):
    """The stored key does not open: damaged, or sealed under another instance's secret."""

    default_code = "seal_broken"
    status = 500

    def __init__(self) -> None:
        super().__init__(
            "发证用的密钥打不开：它不是用本系统现在的密钥封存的，或者已经损坏。请管理员恢复原来的密钥设置。"
        )


def new_key_pair() -> tuple[bytes, bytes]:
    """A fresh Ed25519 pair as raw bytes: (private 32, public 32)."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """The 32-byte public key that belongs to a 32-byte private key."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal_private_key(private_key: bytes, secret: str) -> bytes:
    """The 32-byte private key, encrypted for storage: 77 bytes, different at each call.

    Raises ValueError for a key of another size or a secret under 8 bytes.
    """
    if len(private_key) != KEY_BYTES:
        raise ValueError(f"an Ed25519 private key has {KEY_BYTES} bytes, not {len(private_key)}")
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    header = _FORMAT + salt + nonce
    return header + AESGCM(_sealing_key(secret, salt)).encrypt(nonce, private_key, header)


def open_private_key(sealed: bytes, secret: str) -> bytes:
    """The private key that `seal_private_key` sealed under the same secret. Raises SealBroken, ValueError."""
    if len(sealed) != SEALED_BYTES or sealed[:1] != _FORMAT:
        raise SealBroken
    header, ciphertext = sealed[:29], sealed[29:]
    salt, nonce = header[1:17], header[17:29]
    try:
        return AESGCM(_sealing_key(secret, salt)).decrypt(nonce, ciphertext, header)
    except InvalidTag:
        raise SealBroken from None


def _sealing_key(secret: str, salt: bytes) -> bytes:
    if len(secret.encode()) < _MIN_SECRET_BYTES:
        raise ValueError(f"the instance's secret must have at least {_MIN_SECRET_BYTES} bytes")
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=_INFO).derive(secret.encode())
