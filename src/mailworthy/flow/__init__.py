"""Where rooms meet the world."""
