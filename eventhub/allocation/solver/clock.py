"""How long the work may still take, and whether somebody has called it off."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """A time limit in seconds (None: none) and a question asked between decisions."""

    def __init__(self, limit: float | None = None, cancelled: Callable[[], bool] | None = None) -> None:
        self._start = time.monotonic()
        self._limit = limit
        self._cancelled = cancelled
        self._over = False

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    def left(self) -> float:
        """Seconds left, infinity without a limit, never negative."""
        if self.over():
            return 0.0
        return float("inf") if self._limit is None else max(0.0, self._limit - self.elapsed())

    def over(self) -> bool:
        """Whether to stop now. Once over, it stays over."""
        if not self._over:
            late = self._limit is not None and self.elapsed() >= self._limit
            self._over = late or (self._cancelled is not None and self._cancelled())
        return self._over
