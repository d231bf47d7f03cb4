"""What the festivals room tells the rooms below it. Each is raised inside the transaction: a receiver that raises a
DomainError undoes the deed, and what it writes stands or falls with it.

Every signal is sent by the festival, and carries `actor` (Account or None):

- `festival_announced`
- `festival_withdrawn`: back to draft; receivers may refuse
- `festival_cancelled`: `reason`
- `festival_postponed`: `old` and `new`, each (first day, last day) or None while the days are open, and `reason`
- `festival_changed`: `fields`, the names of the columns that changed
- `session_changed`: `session` and `change`: added, edited, moved, cancelled, restored, deleted, published, unpublished
- `booth_removal`: `booths`, which are about to be deleted; receivers refuse by raising StateConflict
- `booth_renaming`: `renamed`, pairs of booth and new number; receivers may refuse in the same way
- `ground_changed`: zones, rows, booths or landmarks, as they now stand; receivers may refuse in the same way
"""

from blinker import Namespace

_signals = Namespace()
festival_announced = _signals.signal("festival-announced")
festival_withdrawn = _signals.signal("festival-withdrawn")
festival_cancelled = _signals.signal("festival-cancelled")
festival_postponed = _signals.signal("festival-postponed")
festival_changed = _signals.signal("festival-changed")
session_changed = _signals.signal("session-changed")
booth_removal = _signals.signal("booth-removal")
booth_renaming = _signals.signal("booth-renaming")
ground_changed = _signals.signal("ground-changed")
