"""个人 — what is kept of people, erased when asked for or when its time is over."""
