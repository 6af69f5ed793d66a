"""What fits into a WhatsApp message, in characters unless a name says otherwise.

Source: Meta's Cloud API message reference, November 2025. For the body of a list that page says
4096, but clients in production keep to 1024, so that is the bound here.
"""

from __future__ import annotations

TEXT = 4096
CAPTION = 1024
INTERACTIVE_BODY = 1024
BUTTON_COUNT = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_LABEL = 20
ROW_COUNT = 10
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200
TEMPLATE_BODY = 1024
TEMPLATE_FOOTER = 60
IMAGE_BYTES = 5 * 1024 * 1024
