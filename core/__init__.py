"""Pure scoring: numpy, pandas, scipy in, results out; no screen, SQL, clock or language."""
