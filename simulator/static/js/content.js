// What is inside a bubble, for each kind of message.

import { el, icon } from "./dom.js";
import { formatted, plain } from "./text.js";

const SVG_MAP = "/static/peta.svg";

export const body = (text) => el("p", { class: "text" }, formatted(text));
const heading = (text) => el("p", { class: "heading" }, formatted(text));
const smallPrint = (text) => el("p", { class: "small-print" }, formatted(text));
const faded = (text) => el("p", { class: "text faded" }, text);

// Each entry gives the nodes of one kind; `phone` offers mediaUrl(id) and enlarge(url, caption).
const KINDS = {
  text: (payload) => [body(payload.text.body)],
  interactive: interactive,
  image: (payload, phone) => [picture(payload.image, phone), caption(payload.image)],
  sticker: (payload, phone) => [
    el("div", { class: "sticker" }, el("img", { src: address(payload.sticker, phone), alt: "Stiker" })),
  ],
  audio: (payload, phone) => [
    el("audio", { controls: true, preload: "metadata", src: address(payload.audio, phone), "aria-label": "Pesan suara" }),
  ],
  video: (payload, phone) => [
    el("video", { controls: true, preload: "metadata", src: address(payload.video, phone), "aria-label": "Video" }),
    caption(payload.video),
  ],
  document: (payload, phone) => [file(payload.document, phone), caption(payload.document)],
  location: (payload) => [place(payload.location)],
  contacts: (payload) => payload.contacts.map(contact),
  template: (payload, phone) => (payload.filled ? filledTemplate(payload.filled) : template(payload.template, phone)),
  button: (payload) => [body(payload.button.text)],
};

export function contentOf(message, phone) {
  if (message.revoked) return [faded("Pesan ini ditarik kembali.")];
  const build = KINDS[message.type];
  return build ? build(message.payload, phone).filter(Boolean) : [faded("Jenis pesan ini tidak didukung.")];
}

export const isMedia = (message) =>
  !message.revoked &&
  (["image", "video", "audio", "document", "location", "contacts"].includes(message.type) ||
    message.payload.interactive?.header?.type === "image");

// One line that stands for a message where it is quoted.
export function summary(message) {
  if (message.revoked) return "Pesan ditarik kembali";
  const { payload, type } = message;
  const reply = payload.interactive?.button_reply ?? payload.interactive?.list_reply;
  const chosen = reply?.title ?? payload.button?.text;
  const text = payload.text?.body ?? chosen ?? payload.interactive?.body?.text ?? payload.filled?.body ?? payload[type]?.caption;
  return text ? plain(text) : SUMMARIES[type] ?? "Pesan";
}

const SUMMARIES = {
  image: "📷 Foto", audio: "🎤 Pesan suara", video: "🎬 Video", document: "📄 Dokumen",
  sticker: "Stiker", location: "📍 Lokasi", contacts: "👤 Kontak", template: "Templat",
};

function interactive(payload, phone) {
  const content = payload.interactive;
  const reply = content.button_reply ?? content.list_reply;
  if (reply) return [body(reply.title), reply.description ? smallPrint(reply.description) : null];
  return [
    content.header?.type === "text" ? heading(content.header.text) : null,
    content.header?.type === "image" ? picture(content.header.image, phone) : null,
    body(content.body.text),
    content.footer ? smallPrint(content.footer.text) : null,
  ];
}

const address = (media, phone) => media.link ?? phone.mediaUrl(media.id);

const caption = (media) => (media.caption ? body(media.caption) : null);

function picture(image, phone) {
  const source = address(image, phone);
  const label = image.caption ? plain(image.caption) : "Gambar";
  return el(
    "button",
    { type: "button", class: "picture", "aria-label": `Perbesar: ${label}`, "data-testid": "gambar", onclick: () => phone.enlarge(source, label) },
    el("img", { src: source, alt: label }),
  );
}

function file(document, phone) {
  const name = document.filename ?? "Dokumen";
  return el(
    "a",
    { class: "file", href: address(document, phone), target: "_blank", rel: "noopener noreferrer" },
    icon("document", 30),
    el("span", {}, name, el("small", {}, document.mime_type ?? "")),
  );
}

function contact(card) {
  const phones = (card.phones ?? []).map((entry) => entry.phone).join(", ");
  return el("div", { class: "file" }, icon("contact", 30), el("span", {}, card.name?.formatted_name ?? "Kontak", el("small", {}, phones)));
}

function place(location) {
  const { latitude, longitude } = location;
  const point = `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${Number(latitude)}&mlon=${Number(longitude)}#map=16/${Number(latitude)}/${Number(longitude)}`;
  const pin = el("span", { class: "pin" }, icon("pin", 38));
  return el(
    "div",
    { class: "place" },
    el("a", { class: "map", href: map, target: "_blank", rel: "noopener noreferrer", "aria-label": `Buka peta, titik ${point}` },
      el("img", { src: SVG_MAP, alt: "" }), pin),
    el("div", { class: "place-text" },
      el("b", {}, location.name ?? "Lokasi"),
      location.address ? el("small", {}, location.address) : null,
      el("small", {}, point)),
  );
}

function filledTemplate(filled) {
  return [body(filled.body), filled.footer ? smallPrint(filled.footer) : null];
}

// The wording of a template that was never submitted is not known; the request only fills it in.
function template(content, phone) {
  const parameters = (content.components ?? []).flatMap((component) => component.parameters ?? []);
  const images = parameters.filter((parameter) => parameter.type === "image");
  const texts = parameters.filter((parameter) => parameter.type === "text").map((parameter) => parameter.text);
  return [
    ...images.map((parameter) => picture(parameter.image, phone)),
    heading(`Templat ${content.name}`),
    texts.length ? body(texts.join("\n")) : null,
  ];
}
