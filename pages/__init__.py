"""What a person sees: one folder per view."""
