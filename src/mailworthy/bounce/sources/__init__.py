"""Reads what a report says, dialect by dialect: a message in, notices out, judged by nobody yet."""
