"""合作维修 — partnerships of repair shops and vehicle makers."""
