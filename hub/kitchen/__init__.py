"""The use cases of a branch, and the single writer behind them."""
