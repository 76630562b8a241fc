"""A token economy as people write it: the token, its buckets, how everyone behaves."""
