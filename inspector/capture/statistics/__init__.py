"""What a capture holds in numbers: rates over time, sizes and round trips, read once and then kept up."""
