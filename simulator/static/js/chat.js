// The chat of one number: follows the simulator and keeps the screen as it says.

import { messageElement, showReaction, showStatus } from "./bubble.js";
import { byId, el } from "./dom.js";
import { dayName } from "./text.js";

const RETRY_PAUSE = 2000;
const TYPING_MILLISECONDS = 25000;
const NEAR_BOTTOM = 120;

export class Chat {
  #phone;
  #messages = new Map();
  #elements = new Map();
  #lastSeq = 0;
  #version = null;
  #view = null;
  #previous = null;
  #typingTimer = null;

  constructor(api, phone) {
    this.api = api;
    this.#phone = { ...phone, mediaUrl: (id) => api.mediaUrl(id), find: (id) => this.#messages.get(id) };
    byId("chat").addEventListener("scroll", () => this.#showJump());
    byId("jump").addEventListener("click", () => this.#toBottom("smooth"));
    byId("messages").addEventListener("load", (event) => this.#afterPicture(event.target), true);
    document.addEventListener("visibilitychange", () => this.#markRead());
  }

  async follow() {
    for (;;) {
      try {
        this.#show(await this.api.poll(this.#lastSeq, this.#version));
        this.#connected(true);
      } catch {
        this.#connected(false);
        await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE));
      }
    }
  }

  #show(state) {
    if (this.#view !== null && state.view !== this.#view) return this.#startOver();
    const stick = this.#isAtBottom();
    const animate = this.#view !== null;
    this.#view = state.view;
    this.#version = state.version;
    for (const message of state.messages) this.#add(message, animate);
    for (const [id, status] of Object.entries(state.statuses)) this.#update(id, status);
    this.#showTyping(state.typing);
    const own = state.messages.some((message) => message.direction === "out");
    if (stick || own) this.#toBottom();
    this.#showJump();
    this.#markRead();
  }

  // The chat was cleared, or the simulator restarted: everything is read again.
  #startOver() {
    this.#messages.clear();
    this.#elements.clear();
    byId("messages").replaceChildren();
    this.#lastSeq = 0;
    this.#version = null;
    this.#view = null;
    this.#previous = null;
  }

  #add(message, animate) {
    this.#lastSeq = message.seq;
    this.#messages.set(message.id, message);
    if (message.type === "reaction") return this.#react(message.payload.reaction);
    if (message.type === "edit") return this.#correct(message.payload.edit);
    if (message.type === "revoke") return this.#correct(message.payload.revoke);
    const day = dayName(message.timestamp);
    const sameDay = this.#previous !== null && dayName(this.#previous.timestamp) === day;
    if (!sameDay) byId("messages").append(el("p", { class: "day" }, day));
    const startsGroup = !sameDay || this.#previous.direction !== message.direction;
    const element = messageElement(message, this.#phone, startsGroup);
    if (animate) element.classList.add("arriving");
    byId("messages").append(element);
    this.#elements.set(message.id, element);
    this.#previous = message;
  }

  #react(reaction) {
    const element = this.#elements.get(reaction.message_id);
    if (element) showReaction(element, reaction.emoji);
  }

  // An edit brings the new message; a revocation does not.
  #correct({ original_message_id: id, message: corrected }) {
    const original = this.#messages.get(id);
    const element = this.#elements.get(id);
    if (!element) return;
    if (corrected) Object.assign(original, { payload: { ...original.payload, text: corrected.text }, edited: true });
    else original.revoked = true;
    const replacement = messageElement(original, this.#phone, element.classList.contains("first"));
    replacement.querySelector(".bubble").append(...element.querySelectorAll(".reactions"));
    element.replaceWith(replacement);
    this.#elements.set(id, replacement);
  }

  #update(id, status) {
    const message = this.#messages.get(id);
    if (!message) return;
    message.status = status;
    const element = this.#elements.get(id);
    if (element) showStatus(element, status);
  }

  #showTyping(typing) {
    clearTimeout(this.#typingTimer);
    byId("typing").hidden = !typing;
    if (typing) this.#typingTimer = setTimeout(() => this.#showTyping(false), TYPING_MILLISECONDS);
  }

  async #markRead() {
    const unread = [...this.#messages.values()].some((m) => m.direction === "in" && m.status !== "read");
    if (!unread || document.visibilityState !== "visible") return;
    try {
      await this.api.markRead();
    } catch {
      this.#connected(false);
    }
  }

  #connected(connected) {
    byId("offline").hidden = connected;
    byId("offline").textContent = connected ? "" : "Simulator tidak terhubung. Mencoba lagi…";
  }

  #isAtBottom() {
    const chat = byId("chat");
    return chat.scrollHeight - chat.scrollTop - chat.clientHeight < NEAR_BOTTOM;
  }

  #toBottom(behavior = "auto") {
    byId("chat").scrollTo({ top: byId("chat").scrollHeight, behavior });
  }

  #showJump() {
    byId("jump").hidden = this.#isAtBottom();
  }

  // A picture grows when it has loaded and would push the end of the chat out of sight.
  #afterPicture(image) {
    const chat = byId("chat");
    const hidden = chat.scrollHeight - chat.scrollTop - chat.clientHeight;
    if (hidden < image.clientHeight + NEAR_BOTTOM) this.#toBottom();
  }
}
