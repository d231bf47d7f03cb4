"""Names of festivals in headings: what stands in quotation marks stays on one line."""

import re

from markupsafe import Markup, escape

# Longer ones may not fit a phone in large type, so they are left to break where they must.
QUOTED = re.compile("(“[^”]{1,6}”)")


def unbroken(name: str) -> Markup:
    """Return a name as markup in which 万盛“城市岛屿”美食节 never breaks inside the quotation."""
    parts = QUOTED.split(name)
    return Markup("").join(
        Markup('<span class="nb">{}</span>').format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )
