"""Would a filter take it? What a message is made of, what filters, readers and the law see in it."""
