"""What mail servers write into their logs: deliveries and refusals, recipient by recipient."""
