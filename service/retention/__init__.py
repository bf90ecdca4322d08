"""How long each kind of data is kept, and the end of what is over."""
