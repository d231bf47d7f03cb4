"""`python -m eventhub` is the same as `eventhub`."""

from eventhub.cli import main

main()
