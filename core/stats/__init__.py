"""Mathematics that several views share."""
