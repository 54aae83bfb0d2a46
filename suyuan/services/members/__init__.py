"""成员 — members of a firm: who they are, what they may do, and how one comes in and goes out."""
