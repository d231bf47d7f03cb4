"""Short codes under the name they had before they moved to `core.short_code`."""

from eventhub.core.short_code import BadShortCode, new_code, normal_code

__all__ = ["BadShortCode", "new_code", "normal_code"]
