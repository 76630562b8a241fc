"""Every fact the model is held against. A band is changed only with a source; what fails stays in the table."""
