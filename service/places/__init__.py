"""Places (woonplekken): what is let, on which terms, and where it stands."""
