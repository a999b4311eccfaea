"""Answers to what people type, press and open: one front desk, and a desk for each subject."""
