"""The facts of the validation table. A band is changed only with a source; facts that fail stay in the table."""
