"""The app as WSGI servers import it."""

from eventhub import create_app

app = create_app()
