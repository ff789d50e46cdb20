"""What other systems send us, and what we send them."""
