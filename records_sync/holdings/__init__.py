"""What staff of the room add to the index: where a record stands, who has it, who saw it last."""
