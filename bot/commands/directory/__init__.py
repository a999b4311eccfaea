"""Commands about contact lists: show, change, check, import and export."""
