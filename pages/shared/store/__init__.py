"""The only door to the database, one module per noun."""
