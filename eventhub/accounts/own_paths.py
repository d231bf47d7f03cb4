"""Where a person may be sent after signing in: only to addresses of this site."""

from urllib.parse import urlsplit


def own_path(text: str | None, otherwise: str) -> str:
    """Return the path when it leads to a page of this site, else the other one.

    Browsers read a backslash as a slash and drop tabs and line ends, so `/\\evil` and `/<tab>/evil` are refused too.
    """
    path = text or ""
    if not path.startswith("/") or not path.isprintable() or len(path) > 500:
        return otherwise
    flat = path.replace("\\", "/")
    try:
        foreign = flat.startswith("//") or bool(urlsplit(flat).netloc)
    except ValueError:
        return otherwise
    # Going back to the sign-in pages would send the person in a circle.
    return otherwise if foreign or flat.startswith(("/sign-in", "/sign-out")) else path
