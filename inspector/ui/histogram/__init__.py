"""How values are distributed: bars, and a range chosen on them."""
