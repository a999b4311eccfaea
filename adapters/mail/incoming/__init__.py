"""What arrives by e-mail: replies, absence notes and returned messages."""
