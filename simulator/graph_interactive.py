"""Meta's rules for interactive messages: reply buttons, lists and location requests."""

from __future__ import annotations

from collections.abc import Callable

from simulator.graph_errors import INVALID_VALUE, GraphError
from simulator.graph_fields import (
    optional_text,
    require_unique,
    required_object,
    required_objects,
    required_text,
)
from simulator.jsontypes import JsonObject

BODY_LIMIT = 1024
HEADER_LIMIT = 60
FOOTER_LIMIT = 60
BUTTONS_LIMIT = 3
BUTTON_TITLE_LIMIT = 20
BUTTON_ID_LIMIT = 256
LIST_BUTTON_LIMIT = 20
SECTIONS_LIMIT = 10
ROWS_LIMIT = 10
SECTION_TITLE_LIMIT = 24
ROW_ID_LIMIT = 200
ROW_TITLE_LIMIT = 24
ROW_DESCRIPTION_LIMIT = 72


def check_interactive(content: JsonObject, check_image: Callable[[JsonObject], None]) -> None:
    """Raise GraphError when Meta would refuse it; `check_image` judges an image header."""
    kind = content.get("type")
    body = required_object(content, "body", "interactive.body")
    required_text(body, "text", "interactive.body.text", BODY_LIMIT)
    action = required_object(content, "action", "interactive.action")
    _check_footer(content)
    if kind == "button":
        _check_header(content, check_image)
        _check_buttons(action)
    elif kind == "list":
        _check_header(content, None)
        _check_list(action)
    elif kind == "location_request_message":
        _check_location_request(action)
    else:
        raise GraphError(
            INVALID_VALUE, "interactive.type must be button, list or location_request_message"
        )


def _check_header(content: JsonObject, check_image: Callable[[JsonObject], None] | None) -> None:
    if content.get("header") is None:
        return
    header = required_object(content, "header", "interactive.header")
    if header.get("type") == "text":
        required_text(header, "text", "interactive.header.text", HEADER_LIMIT)
    elif header.get("type") == "image" and check_image is not None:
        check_image(required_object(header, "image", "interactive.header.image"))
    else:
        raise GraphError(INVALID_VALUE, "interactive.header.type is not allowed here")


def _check_footer(content: JsonObject) -> None:
    if content.get("footer") is not None:
        footer = required_object(content, "footer", "interactive.footer")
        required_text(footer, "text", "interactive.footer.text", FOOTER_LIMIT)


def _check_buttons(action: JsonObject) -> None:
    buttons = required_objects(action, "buttons", "action.buttons", BUTTONS_LIMIT)
    titles = [_checked_button_title(button) for button in buttons]
    require_unique(titles, "button titles")


def _checked_button_title(button: JsonObject) -> str:
    if button.get("type") != "reply":
        raise GraphError(INVALID_VALUE, "button.type must be reply")
    reply = required_object(button, "reply", "button.reply")
    required_text(reply, "id", "button.reply.id", BUTTON_ID_LIMIT)
    return required_text(reply, "title", "button.reply.title", BUTTON_TITLE_LIMIT)


def _check_list(action: JsonObject) -> None:
    required_text(action, "button", "action.button", LIST_BUTTON_LIMIT)
    sections = required_objects(action, "sections", "action.sections", SECTIONS_LIMIT)
    ids = [row_id for section in sections for row_id in _checked_section(section, len(sections))]
    if len(ids) > ROWS_LIMIT:
        raise GraphError(INVALID_VALUE, f"a list has at most {ROWS_LIMIT} rows, not {len(ids)}")
    require_unique(ids, "row ids")


def _checked_section(section: JsonObject, section_count: int) -> list[str]:
    read_title = required_text if section_count > 1 else optional_text
    read_title(section, "title", "section.title", SECTION_TITLE_LIMIT)
    rows = required_objects(section, "rows", "section.rows", ROWS_LIMIT)
    return [_checked_row_id(row) for row in rows]


def _checked_row_id(row: JsonObject) -> str:
    required_text(row, "title", "row.title", ROW_TITLE_LIMIT)
    optional_text(row, "description", "row.description", ROW_DESCRIPTION_LIMIT)
    return required_text(row, "id", "row.id", ROW_ID_LIMIT)


def _check_location_request(action: JsonObject) -> None:
    if action.get("name") != "send_location":
        raise GraphError(INVALID_VALUE, "action.name must be send_location")
