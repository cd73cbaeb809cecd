"""Triggers: rules on a belt, replayed on what happened, and the list of a day."""
