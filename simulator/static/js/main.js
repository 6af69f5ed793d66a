// Brings the phone to life.

import { PhoneApi } from "./api.js";
import { Chat } from "./chat.js";
import { byId } from "./dom.js";
import { currentNumber, knownNumbers, rememberNumber, useNumber } from "./numbers.js";
import { chooseAttachment, chooseCorrection, chooseLocation, chooseNumber, choosePhoto, chooseRow, enlarge, prepareSheets } from "./sheets.js";
import { clockTime, readableNumber } from "./text.js";
import { changeTroubles, showTroubles } from "./troubles.js";

const number = currentNumber();
const api = new PhoneApi(number);

async function send(message) {
  try {
    await api.send(message);
    return true;
  } catch {
    warn("Pesan tidak terkirim. Silakan coba lagi.");
    return false;
  }
}

function warn(text) {
  byId("offline").textContent = text;
  byId("offline").hidden = false;
}

async function openTroubles() {
  byId("number-sheet").close("");
  try {
    await changeTroubles();
  } catch {
    warn("Gangguan tidak dapat diubah. Silakan coba lagi.");
  }
}

const actions = {
  enlarge,
  tapButton: (message, reply) => send({ type: message.type === "template" ? "button" : "button_reply", ...reply, context: message.id }),
  async openList(message) {
    const row = await chooseRow(message.payload.interactive.action);
    if (row) await send({ type: "list_reply", ...row, context: message.id });
  },
  askLocation: (message) => sendLocation({ context: message.id }),
  async correct(message) {
    const correction = await chooseCorrection(message);
    if (correction) await send(correction);
  },
};

async function sendLocation(extra = {}) {
  const location = await chooseLocation();
  if (location) await send({ type: "location", ...location, ...extra });
}

async function sendPhoto() {
  const photo = await choosePhoto();
  if (photo) await send({ type: "image", ...photo });
}

async function attach() {
  const kind = await chooseAttachment();
  if (kind === "location") await sendLocation();
  else if (kind === "image") await sendPhoto();
  else if (kind) await send({ type: kind });
}

async function changeNumber() {
  const chosen = await chooseNumber(number, knownNumbers(number), () => api.clear());
  if (chosen && chosen !== number) useNumber(chosen);
}

function prepareComposer() {
  const draft = byId("draft");
  const fit = () => {
    draft.style.height = "auto";
    draft.style.height = `${draft.scrollHeight}px`;
  };
  draft.addEventListener("input", fit);
  draft.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  });
  byId("composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = draft.value.trim();
    if (!text) return;
    draft.value = "";
    fit();
    if (!(await send({ type: "text", text })) && !draft.value) {
      draft.value = text;
      fit();
    }
  });
}

function showClock() {
  byId("clock").textContent = clockTime(Date.now() / 1000);
}

rememberNumber(number);
byId("own-number").textContent = readableNumber(number);
byId("open-attach").addEventListener("click", attach);
byId("open-menu").addEventListener("click", changeNumber);
byId("open-troubles").addEventListener("click", openTroubles);
prepareSheets();
prepareComposer();
showClock();
setInterval(showClock, 10000);
showTroubles().catch(() => { /* the chat itself says when the simulator is away */ });
new Chat(api, actions).follow();
