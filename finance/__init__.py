"""What it cost: payments, their items, insurance claims."""
