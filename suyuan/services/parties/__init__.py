"""主体用例 — parties and the people and machines that act for them."""
