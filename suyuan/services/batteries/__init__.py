"""电池用例 — batteries: the short answer and the whole trace."""
