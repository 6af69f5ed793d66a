// The phone API of the simulator, for one number.

const LONGEST_WAIT = 20;

export class PhoneError extends Error {}

export class PhoneApi {
  constructor(number) {
    this.number = number;
    this.base = `/phone/${number}`;
  }

  async send(message) {
    return this.#call("/send", { method: "POST", body: JSON.stringify(message) });
  }

  async poll(after, version) {
    const known = version === null ? "" : `&version=${version}`;
    const wait = version === null ? 0 : LONGEST_WAIT;
    return this.#call(`/messages?after=${after}&wait=${wait}${known}`);
  }

  async markRead() {
    return this.#call("/read", { method: "POST" });
  }

  async clear() {
    return this.#call("", { method: "DELETE" });
  }

  mediaUrl(id) {
    return `${this.base}/media/${encodeURIComponent(id)}`;
  }

  async #call(path, options = {}) {
    const answer = await fetch(this.base + path, options);
    if (!answer.ok) throw new PhoneError(`HTTP ${answer.status}`);
    return answer.json();
  }
}
