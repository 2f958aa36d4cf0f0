"""Who may come in: devices and their tokens, pairing, who was heard when."""
