"""What must be hidden: encrypted columns, their keys, and blind indexes to find a value by."""
