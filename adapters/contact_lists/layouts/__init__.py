"""Read the layouts in which partnerships keep their contact lists."""
