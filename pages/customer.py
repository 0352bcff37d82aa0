"""Runs instead of the app when a link opens this page first on a cold server; see docs/decisions/0002."""

from pages.shared import frame

frame.run()
