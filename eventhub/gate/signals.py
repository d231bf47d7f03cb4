"""What the gate room tells others, inside the transaction of the deed.

- `attendance_confirmed`, sent by the festival: `finding` (an AttendanceFinding) and `actor`, after a person confirmed that
  a stall stayed away or left early. A receiver may make a credit event of it.
"""

from blinker import Namespace

_signals = Namespace()
attendance_confirmed = _signals.signal("attendance-confirmed")
