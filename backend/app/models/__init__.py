"""What crosses the wire: requests and responses."""
