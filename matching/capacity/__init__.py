"""What a plan may use: every capacity as rows over the columns, and the model."""
