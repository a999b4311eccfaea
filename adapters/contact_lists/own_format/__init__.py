"""Concord's own contact-list table, written and read without loss."""
