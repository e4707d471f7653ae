"""Every socket and process. Carries, and judges nothing."""
