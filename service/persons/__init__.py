"""Who people are: sealed, found again elsewhere without being known, opened after every yes."""
