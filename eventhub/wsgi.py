"""The app as WSGI servers import it."""

from eventhub import create_app
from eventhub.core.garbage import collect_between_steps

collect_between_steps()
app = create_app()
