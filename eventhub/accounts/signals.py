"""What happens in the accounts room that later rooms may listen to; raised inside the transaction."""

from blinker import Namespace

_signals = Namespace()

# Sender: the Account whose phone was proved by a code. The registry gives it the imported households of that phone.
phone_proved = _signals.signal("accounts.phone_proved")
