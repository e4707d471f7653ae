"""Every file and table."""
