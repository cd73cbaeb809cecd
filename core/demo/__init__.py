"""The demo shop 花と暮らす: seeded synthetic orders with a known truth, and the files they make."""
