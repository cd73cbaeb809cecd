"""What really worked: who is kept aside, how many it takes, and what may be said at the end."""
