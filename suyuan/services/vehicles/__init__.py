"""车辆用例 — vehicles: what was filed of them and what is fitted in them."""
