"""The running application: wiring, start-up, web server, scheduler loop, logs and metrics."""
