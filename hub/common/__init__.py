"""The few things that both programs need: settings, the service manager, checks, the log."""
