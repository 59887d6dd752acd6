"""What a climate does to records: ageing, moisture, mould, swings, time outside the band (pure).

`span.gathered` makes a `Span` of the samples of any stretch of time; spans merge exactly, so a
year is the sum of its days. Everything goes with its coverage, and a gap adds nothing.
"""
