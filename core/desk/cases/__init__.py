"""The desk for cases, with its forms, answers and views."""
