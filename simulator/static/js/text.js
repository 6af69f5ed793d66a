// WhatsApp's text marks and links, turned into nodes.

import { el } from "./dom.js";

const PATTERNS = [
  { expression: /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'*_~]/, build: (match) => link(match[0]) },
  { expression: /```([\s\S]+?)```/, build: (match) => el("code", {}, match[1]) },
  { expression: mark("\\*"), build: (match) => el("strong", {}, formatted(match[1])) },
  { expression: mark("_"), build: (match) => el("em", {}, formatted(match[1])) },
  { expression: mark("~"), build: (match) => el("s", {}, formatted(match[1])) },
];

// A mark opens before and closes after something visible, on one line, not inside a word.
function mark(sign) {
  return new RegExp(`(?<![\\p{L}\\p{N}${sign}])${sign}(?=\\S)([^\\n]*?\\S)${sign}(?![\\p{L}\\p{N}${sign}])`, "u");
}

function link(address) {
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address);
}

export function formatted(text) {
  const fragment = document.createDocumentFragment();
  let rest = text;
  for (let found = earliest(rest); found; found = earliest(rest)) {
    fragment.append(rest.slice(0, found.match.index), found.build(found.match));
    rest = rest.slice(found.match.index + found.match[0].length);
  }
  fragment.append(rest);
  return fragment;
}

function earliest(text) {
  let best = null;
  for (const { expression, build } of PATTERNS) {
    const match = expression.exec(text);
    if (match && (best === null || match.index < best.match.index)) best = { match, build };
  }
  return best;
}

export const plain = (text) => text.replace(/```|[*_~]/g, "").replace(/\s+/g, " ").trim();

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function dayName(seconds) {
  const day = new Date(seconds * 1000);
  if (day.toDateString() === new Date().toDateString()) return "Hari ini";
  return day.toLocaleDateString("id-ID", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

export function readableNumber(number) {
  const groups = number.startsWith("62") ? number.match(/^(62)(\d{3})(\d{1,4})(\d*)$/) : null;
  return groups ? `+${groups[1]} ${groups.slice(2).filter(Boolean).join("-")}` : `+${number}`;
}
