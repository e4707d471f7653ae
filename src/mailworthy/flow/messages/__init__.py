"""Messages to check: where they come from, and the forms that other programs read reports in."""
