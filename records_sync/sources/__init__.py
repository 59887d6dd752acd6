"""Where records come from: files, and services of main systems."""
