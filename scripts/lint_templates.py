"""Checks every template against Meta's rules, so that none is refused after weeks of waiting."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from scripts.findings import conclude
from vaksin.content import ContentError
from whatsapp.templates.news import problems_with
from whatsapp.templates.reading import load_templates
from whatsapp.templates.rules import problems_of


def main() -> None:
    """Print what is wrong, one line each, and exit 1 if anything is."""
    intents = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["intents"]
    try:
        templates = load_templates()
    except ContentError as error:
        sys.exit(str(error))
    found = [
        f"content/templates/{name}.yml: {problem}"
        for name, template in templates.items()
        for problem in problems_of(template, intents)
    ]
    found += [f"content/templates: {problem}" for problem in problems_with(templates)]
    conclude(found, f"{len(templates)} templat sesuai aturan Meta")


if __name__ == "__main__":
    main()
