"""E-mail: pointers out, bounces and replies in."""
