"""Translate in, call one flow, translate out."""
