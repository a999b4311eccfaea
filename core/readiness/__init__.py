"""Would it work now: findings, the nightly run and the monthly check."""
