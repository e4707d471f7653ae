"""Steps of reading bounces: messages on several cores, mailboxes message by message."""
