"""Partnerships: their editions in force and contact lists."""
