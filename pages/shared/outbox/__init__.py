"""What goes out: texts filled for each person, and the files that each channel needs."""
