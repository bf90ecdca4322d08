"""The pages: server-rendered HTML on the same services as the API."""
