"""What other rooms may hear of: each is sent inside the transaction of the deed, with the application as
sender.

A receiver that raises undoes the deed. `festivals.signals` tells this room of cancelled and postponed
festivals.
"""

from blinker import Namespace

_namespace = Namespace()

application_submitted = _namespace.signal("application-submitted")
application_accepted = _namespace.signal("application-accepted")
application_withdrawn = _namespace.signal("application-withdrawn")
application_reopened = _namespace.signal("application-reopened")
