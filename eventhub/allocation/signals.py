"""What the allocation tells the rooms below it, inside the transaction of the deed; the sender is the offer.

- `offer_confirmed`: the household takes its booths
- `offer_ended`: declined, expired or withdrawn; `was_confirmed` tells whether it had been confirmed before
"""

from blinker import Namespace

_signals = Namespace()
offer_confirmed = _signals.signal("offer-confirmed")
offer_ended = _signals.signal("offer-ended")
