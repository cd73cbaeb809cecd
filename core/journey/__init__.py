"""The customer journey: where customers fall off the belt, and when."""
