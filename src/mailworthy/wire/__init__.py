"""What is written: addresses, names, DNS questions and answers."""
