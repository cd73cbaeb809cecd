"""What shops write to their customers: the finished texts, and what goes into their fields."""
