"""Why did it come back? Bounces of any dialect, what they mean, and what to do about them."""
