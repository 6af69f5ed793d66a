"""Reading and writing the Indonesian that citizens type: numbers, dates, times."""
