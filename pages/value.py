"""Opened by a link as the first page of a cold server; see docs/decisions/0002."""

from pages.shared.frame import hand_over

hand_over()
