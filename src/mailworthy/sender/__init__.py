"""Will they believe us? What a domain publishes about its mail, what signatures prove, and what receivers report."""
