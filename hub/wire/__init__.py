"""The wire: what hub and screens say to each other. Types and pure functions, no I/O.

Screens import this package (and the domain types it uses) and nothing else of the hub.
"""

API_VERSION = 1
"""Major version of the wire contract; fields are added under it, never renamed or dropped."""

DISTRIBUTION = "galley-kds"
"""What the package is called where packages are asked for: on PyPI `galley` is a stranger's."""
