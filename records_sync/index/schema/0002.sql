-- What at least one live record in twenty has: a word of the index, or two of its grams in a row, and
-- in how many it is. The row '' has the number of records among which they were looked for.
CREATE TABLE frequent (
    phrase TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
