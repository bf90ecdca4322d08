"""Who is signed in on the pages: from signing in to signing out, or to the end of a limit."""
