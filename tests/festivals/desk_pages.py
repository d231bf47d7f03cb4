"""What is sent to the desk, and reading its answers."""

import re
from typing import Any

FORM = {
    "name": "五和梨花节", "short_name": "梨花节", "prefix": "lh", "slug": "lihua-2028", "summary": "看梨花。",
    "skin": "lihua", "starts_on": "2028-03-11", "ends_on": "2028-03-12", "opens_at": "09:00", "closes_at": "18:00",
    "venue_id": "", "expected_visitors": "１5000", "named_products": "雷锋垭雪梨膏，堡堂手工面", "phone": "023 4827 0000",
    "sells_food": "y", "admission": "免费入场",
}  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def version_on(answer: Any) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', text(answer))
    assert found
    return found[1]
