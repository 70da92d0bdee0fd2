"""Finders of personal data, one module a family; each returns the places it is sure of in a normalised text."""
