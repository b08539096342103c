"""What a filter can ask of one frame: a file for each kind of question."""
