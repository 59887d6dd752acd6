"""The controller: configuration, poller, scanner, stores, metrics, supervision, command line."""
