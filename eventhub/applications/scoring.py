"""Score of an application: published lines applied to facts, with a reason for every point and every zero.

An organiser publishes the rule before the call opens. The rule is data: its lines stand in
`score_lines`, `score_rule_file` reads and writes them as JSON. Priority never relaxes licences or
safety: those are checked elsewhere and give no points.
"""

from dataclasses import dataclass

from eventhub.applications.score_lines import ScoreFacts, ScoreLine, ScoreRule


@dataclass(frozen=True, slots=True)
class Score:
    """The total (0 or more, the sum of the lines) and its lines."""

    total: int
    lines: tuple[ScoreLine, ...]


def score(facts: ScoreFacts, rule: ScoreRule) -> Score:
    """Score an application.

    Args:
        facts: what is known of it.
        rule: the published lines.

    Returns:
        One line per line of the rule, zeros included, so that the household sees why. Problem files
        take no negative score (allocation rules, section 1): a sum below zero is brought to 0 by a line
        of its own, so that the lines always add up to the total.
    """
    lines = [line.score(facts) for line in rule.lines]
    total = sum(line.points for line in lines)
    if total < 0:
        lines.append(ScoreLine("最低分", -total, "各项加起来不到 0 分，按 0 分算。"))
        total = 0
    return Score(total, tuple(lines))
