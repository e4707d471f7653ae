"""What the words say: counts of spam and ham that add and subtract exactly, and a message weighed against them."""
