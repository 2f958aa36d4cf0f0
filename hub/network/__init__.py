"""The hub on the network: its listeners, addresses, certificates, and who is told of it."""
