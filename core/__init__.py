"""Pure scoring: numpy, pandas and scipy in, results out; no screen, no SQL, no clock, no language."""
