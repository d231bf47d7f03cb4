"""A published score rule in words, one line a kind of line."""

from eventhub.applications.scoring import (
    ClassLine,
    CreditLine,
    EarlierEditionsLine,
    EarlyFilingLine,
    HeritageLine,
    LocalLine,
    NamedProductLine,
    RuleLine,
    ScoreRule,
)


def rule_rows(rule: ScoreRule) -> list[tuple[str, str]]:
    """Return (label, how many points for what) of every line, in the order published."""
    return [(line.label, _words(line)) for line in rule.lines]


def _words(line: RuleLine) -> str:
    match line:
        case ClassLine(points=by_class):
            return "、".join(f"{kind.badge} {value} 分" for kind, value in by_class) + "，节会第一天有效才算"
        case HeritageLine(points=value):
            return f"有非遗项目加 {value} 分"
        case LocalLine(points=value, towns=towns):
            return f"{'、'.join(towns)}的加 {value} 分"
        case NamedProductLine(points=value, products=products):
            return f"带来{'、'.join(products)}的加 {value} 分"
        case CreditLine(per_point=each, floor=floor, cap=cap):
            return f"守信记录每分算 {each} 分，最多加 {cap} 分，最多扣 {-floor} 分"
        case EarlierEditionsLine(per_edition=each, cap=cap):
            return f"往届每参展一次加 {each} 分，最多 {cap} 分"
        case EarlyFilingLine(steps=steps):
            return "、".join(f"提前 {days} 天以上加 {value} 分" for days, value in steps)
