// One message as an element of the chat.

import { contentOf, isMedia, summary } from "./content.js";
import { el, icon } from "./dom.js";
import { clockTime } from "./text.js";

const TICKS = {
  sent: { icon: "tick", label: "Terkirim" },
  delivered: { icon: "ticks", label: "Sampai" },
  read: { icon: "ticks", label: "Dibaca" },
  failed: { icon: "alert", label: "Tidak sampai: bot tidak menjawab" },
};
const NAMES = { in: "Vaksin WA", out: "Anda" };

// `phone` offers mediaUrl, enlarge, find(id), tapButton, openList, askLocation and correct.
export function messageElement(message, phone, startsGroup) {
  const own = message.direction === "out";
  const actions = own ? [] : actionsOf(message, phone);
  const correctable = own && !message.revoked;
  const correct = (event) => {
    event.preventDefault();
    phone.correct(message);
  };
  const kind = `${isMedia(message) ? " media" : ""}${isEdited(message) ? " edited" : ""}`;
  const bubble = el(
    "div",
    { class: `bubble bubble-${message.direction} tail${kind}`, oncontextmenu: correctable ? correct : null },
    quoteOf(message, phone),
    ...contentOf(message, phone),
    meta(message, own),
    correctable ? moreButton(correct) : null,
  );
  const classes = ["message", `message-${message.direction}`, startsGroup ? "first" : "", actions.length ? "with-actions" : ""];
  const attributes = { class: classes.join(" "), "data-testid": own ? "pesan-keluar" : "pesan-masuk", "data-id": message.id };
  const group = actions.length ? el("div", { class: "actions" }, ...actions) : null;
  const label = `${NAMES[message.direction]}, pukul ${clockTime(message.timestamp)}`;
  return el("article", { ...attributes, "aria-label": label }, bubble, group);
}

// Appears beside a mouse or under the focus; on a touch screen a long press does the same.
function moreButton(onclick) {
  const attributes = { type: "button", class: "more", "aria-label": "Ubah atau tarik pesan", "aria-haspopup": "dialog", "data-testid": "ubah-atau-tarik" };
  return el("button", { ...attributes, onclick }, icon("more", 16));
}

export function showStatus(element, status) {
  const ticks = element.querySelector(".ticks");
  if (!ticks || ticks.dataset.status === status) return;
  ticks.replaceWith(ticksElement(status));
}

export function showReaction(element, emoji) {
  const bubble = element.querySelector(".bubble");
  bubble.querySelector(".reactions")?.remove();
  if (emoji) bubble.append(el("span", { class: "reactions", "aria-label": `Reaksi ${emoji}` }, emoji));
}

const isEdited = (message) => message.edited && !message.revoked;

function meta(message, own) {
  const endsInText = ["text", "interactive", "template", "button"].includes(message.type) || message.payload[message.type]?.caption;
  return el(
    "span",
    { class: endsInText ? "meta" : "meta below" },
    isEdited(message) ? "diubah" : null,
    el("time", {}, clockTime(message.timestamp)),
    own ? ticksElement(message.status) : null,
  );
}

function ticksElement(status) {
  const { icon: name, label } = TICKS[status];
  const size = name === "alert" ? [14, 14] : [18, 12];
  return el("span", { class: "ticks", role: "img", "aria-label": label, title: label, "data-status": status }, icon(name, ...size));
}

function quoteOf(message, phone) {
  const context = message.payload.context;
  const quoted = context && phone.find(context.id ?? context.message_id);
  if (!quoted) return null;
  return el(
    "span",
    { class: quoted.direction === "out" ? "quote own" : "quote" },
    el("b", {}, NAMES[quoted.direction]),
    el("span", {}, summary(quoted)),
  );
}

function actionsOf(message, phone) {
  const { interactive: content, filled } = message.payload;
  if (filled) return filled.buttons.map((reply) => button(message, reply, phone));
  if (content?.type === "button") return content.action.buttons.map(({ reply }) => button(message, reply, phone));
  if (content?.type === "list") {
    return [action("list", content.action.button, "buka-daftar", () => phone.openList(message))];
  }
  if (content?.type === "location_request_message") {
    return [action("pin", "Kirim lokasi", "minta-lokasi", () => phone.askLocation(message))];
  }
  return [];
}

function button(message, reply, phone) {
  return action("reply", reply.title, "tombol", () => phone.tapButton(message, reply));
}

function action(iconName, title, testId, onclick) {
  return el("button", { type: "button", class: "action", "data-testid": testId, onclick }, icon(iconName), el("span", {}, title));
}
