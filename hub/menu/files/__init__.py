"""Menus as owners have them: spreadsheets, lists, and what other systems export. No I/O."""
