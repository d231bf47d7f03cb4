"""Local specialties the support policy names; a household's product may be one of them."""

NAMED_PRODUCTS = (
    "堡堂手工面",
    "八0一螺蛳",
    "关坝米粉",
    "南桐麒麟蹄花",
    "雷锋垭雪梨膏",
    "九锅箐老腊肉",
)
