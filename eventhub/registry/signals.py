"""What happens to households that later rooms may listen to; raised inside the transaction. Sender: the Household."""

from blinker import Namespace

_signals = Namespace()

household_changed = _signals.signal("registry.household_changed")
# The household's personal data is about to be removed on its own request; later rooms remove what they keep of it.
household_erased = _signals.signal("registry.household_erased")
