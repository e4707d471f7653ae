"""How mail to a domain travels: whether its hosts encrypt, what their certificates are worth, and what DANE says of them."""
