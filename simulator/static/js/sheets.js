// The sheets that slide up from the bottom of the phone, and the picture viewer.

import { byId, el, icon } from "./dom.js";
import { readableNumber } from "./text.js";

const TOWNS = [
  { name: "Jakarta Pusat", latitude: -6.1754, longitude: 106.8272 },
  { name: "Bandung", latitude: -6.9147, longitude: 107.6098 },
  { name: "Semarang", latitude: -6.9903, longitude: 110.4229 },
  { name: "Surabaya", latitude: -7.2575, longitude: 112.7521 },
  { name: "Medan", latitude: 3.5952, longitude: 98.6722 },
  { name: "Makassar", latitude: -5.1477, longitude: 119.4327 },
  { name: "Jayapura", latitude: -2.5337, longitude: 140.7181 },
];

const ATTACHMENTS = [
  { type: "location", title: "Lokasi", icon: "pin", tint: "#0f9d58" },
  { type: "image", title: "Foto", icon: "photo", tint: "#1f7ae0" },
  { type: "document", title: "Dokumen", icon: "document", tint: "#7f66d9" },
  { type: "audio", title: "Suara", icon: "audio", tint: "#e8711a" },
  { type: "video", title: "Video", icon: "video", tint: "#d6336c" },
  { type: "sticker", title: "Stiker", icon: "sticker", tint: "#0c9aa8" },
  { type: "contacts", title: "Kontak", icon: "contact", tint: "#0b7fab" },
];

const LARGEST_PHOTO = 5 * 1024 * 1024;

export function prepareSheets() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close("");
    });
  }
  byId("viewer").addEventListener("click", () => byId("viewer").close());
}

export function enlarge(source, caption) {
  Object.assign(byId("viewer-image"), { src: source, alt: caption });
  byId("viewer").showModal();
}

// Resolves with the chosen row, or null when the sheet was closed without choosing.
export async function chooseRow(action) {
  const dialog = byId("list-sheet");
  const submit = byId("list-send");
  byId("list-title").textContent = action.button;
  byId("list-sections").replaceChildren(...action.sections.map((section) => listSection(section)));
  byId("list-sections").onchange = () => { submit.disabled = false; };
  submit.disabled = true;
  if (!(await opened(dialog))) return null;
  const chosen = dialog.querySelector("input:checked")?.value;
  return action.sections.flatMap((section) => section.rows).find((row) => row.id === chosen) ?? null;
}

function listSection(section) {
  const legend = section.title ? el("legend", {}, section.title) : null;
  return el("fieldset", { class: "list-section" }, legend, ...section.rows.map(listRow));
}

function listRow(row) {
  const description = row.description ? el("small", {}, row.description) : null;
  return el(
    "label",
    { class: "list-row", "data-testid": "baris-daftar", "data-id": row.id },
    el("span", {}, row.title, description),
    el("input", { type: "radio", name: "row", value: row.id }),
  );
}

// Resolves with the kind to attach, or null.
export async function chooseAttachment() {
  const dialog = byId("attach-sheet");
  byId("attach-grid").replaceChildren(...ATTACHMENTS.map((kind) => attachOption(kind, dialog)));
  return (await opened(dialog)) || null;
}

function attachOption(kind, dialog) {
  const badge = el("i", {}, icon(kind.icon, 26));
  badge.style.setProperty("--tint", kind.tint);
  return el(
    "button",
    { type: "button", class: "attach-option", "data-testid": `lampiran-${kind.type}`, onclick: () => dialog.close(kind.type) },
    badge,
    kind.title,
  );
}

// Resolves with a location to send, or null.
export async function chooseLocation() {
  const dialog = byId("location-sheet");
  const form = dialog.querySelector("form");
  form.reset();
  const towns = TOWNS.map((town) => chip(town.name, "kota", () => fillTown(form, town)));
  byId("towns").replaceChildren(...towns);
  if (!(await opened(dialog))) return null;
  const fields = new FormData(form);
  const name = fields.get("name").trim();
  const point = { latitude: Number(fields.get("latitude")), longitude: Number(fields.get("longitude")) };
  return name ? { ...point, name } : point;
}

function fillTown(form, town) {
  for (const [key, value] of Object.entries(town)) form.elements[key].value = value;
}

// Resolves with a photo message, or null; without a file the simulator sends its sample photo.
export async function choosePhoto() {
  const dialog = byId("photo-sheet");
  const form = dialog.querySelector("form");
  const input = form.elements.file;
  form.reset();
  input.setCustomValidity("");
  input.onchange = () => input.setCustomValidity(input.files[0]?.size > LARGEST_PHOTO ? "Foto paling besar 5 MB." : "");
  if (!(await opened(dialog))) return null;
  const caption = form.elements.caption.value.trim();
  const photo = input.files[0];
  return {
    ...(photo ? { data: await base64(photo), mime_type: photo.type } : {}),
    ...(caption ? { caption } : {}),
  };
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",", 2)[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

// Resolves with the number to use, or null; `clear` empties the present chat.
export async function chooseNumber(current, known, clear) {
  const dialog = byId("number-sheet");
  const form = dialog.querySelector("form");
  form.reset();
  const chips = known.map((number) => {
    return chip(readableNumber(number), "nomor-dikenal", () => { form.elements.number.value = number; }, number === current);
  });
  byId("numbers").replaceChildren(...chips);
  byId("clear-chat").onclick = () => { dialog.close(""); clear(); };
  return (await opened(dialog)) ? form.elements.number.value || current : null;
}

// Resolves with the correction of one's own message to send, or null.
export async function chooseCorrection(message) {
  const dialog = byId("message-sheet");
  const isText = message.type === "text";
  const text = dialog.querySelector("textarea");
  text.value = isText ? message.payload.text.body : "";
  text.required = isText;
  byId("message-edit").hidden = byId("message-save").hidden = !isText;
  const type = await opened(dialog);
  if (type === "revoke") return { type, message_id: message.id };
  return type === "edit" ? { type, message_id: message.id, text: text.value.trim() } : null;
}

function chip(title, testId, choose, pressed = false) {
  const button = el("button", { type: "button", class: "chip", "aria-pressed": String(pressed), "data-testid": testId }, title);
  button.addEventListener("click", () => {
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
    choose();
  });
  return button;
}

// Opens a dialog; resolves with its return value, "" when it was dismissed.
export function opened(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
