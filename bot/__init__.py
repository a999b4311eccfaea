"""The running program: settings, wiring, web server, clock and command line."""
