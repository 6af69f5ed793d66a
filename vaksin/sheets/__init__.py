"""Tables that people open in Excel: read from CSV and XLSX, written so that Excel keeps them."""
