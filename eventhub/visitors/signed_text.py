"""Short signed texts for visitors without an account: form tokens, device tokens, the desk's changing code. Pure."""

import hashlib
import hmac

MAC_CHARS = 22
MAX_TOKEN = 200


def signed(key: str, purpose: str, text: str) -> str:
    """Return `text.mac`; what was signed for one purpose opens for no other. The text must hold no dot."""
    return f"{text}.{_mac(key, purpose, text)}"


def opened(key: str, purpose: str, token: str) -> str | None:
    """Return the text of a token that was signed with this key for this purpose, else None."""
    text, dot, mac = token.rpartition(".")
    if not dot or len(token) > MAX_TOKEN or not token.isascii():
        return None
    return text if hmac.compare_digest(mac, _mac(key, purpose, text)) else None


def changing_code(key: str, purpose: str, window: int) -> str:
    """Return the four digits that stand for a window of time; the same for everybody who has the key."""
    digest = hmac.digest(key.encode(), f"{purpose}\0{window}".encode(), "sha256")
    return f"{int.from_bytes(digest[:4], 'big') % 10_000:04d}"


def _mac(key: str, purpose: str, text: str) -> str:
    digest = hmac.digest(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256)
    return digest.hex()[:MAC_CHARS]
