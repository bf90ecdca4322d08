"""What the engine's programs tell people: tables, Markdown and pictures."""
