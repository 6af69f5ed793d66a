// The sheet on which a tester switches troubles on and off.

import { byId, el } from "./dom.js";
import { opened } from "./sheets.js";

const PATH = "/control/troubles";

// What each switch sets when it is turned on; turned off, the same keys go back to none.
const SWITCHES = [
  { id: "duplikat", title: "Pesan duplikat", hint: "Bot menerima sebagian pesan dua kali atau lebih.", on: { duplicate_share: 0.5 } },
  { id: "urutan", title: "Urutan terbalik", hint: "Pesan yang dikirim beruntun bisa saling mendahului.", on: { reorder_ms: 3000 } },
  { id: "status", title: "Status terlambat", hint: "Kabar terkirim, sampai, dan dibaca datang terlambat dan tidak urut.", on: { status_delay_ms: 5000, status_shuffle: true } },
  { id: "gagal", title: "Kirim gagal setelah diterima", hint: "Warga menerima pesan, tetapi bot diberi tahu bahwa kirimannya gagal.", on: { fail_after_accept_share: 0.5 } },
  { id: "lambat", title: "Jawaban lambat", hint: "Setiap kiriman bot baru dijawab setelah 8 detik.", on: { slow_share: 1, slow_ms: 8000 } },
  { id: "token", title: "Token kedaluwarsa", hint: "Semua kiriman bot ditolak sampai ini dimatikan.", on: { token_expired: true } },
  { id: "tanpa-nomor", title: "Tanpa nomor telepon", hint: "Bot hanya mengenal warga lewat ID, bukan nomor.", on: { phoneless_share: 1 } },
];

export async function changeTroubles() {
  const present = await troubles();
  byId("troubles").replaceChildren(...SWITCHES.map((item) => switchRow(item, isOn(item, present))));
  if (!(await opened(byId("troubles-sheet")))) return;
  const wished = SWITCHES.filter((item) => byId(`gangguan-${item.id}`).checked !== isOn(item, present))
    .reduce((all, item) => ({ ...all, ...flipped(item, present) }), present);
  await call({ method: "PUT", body: JSON.stringify(wished) });
  await showTroubles();
}

// Says in the top bar that something is made to go wrong, so that nobody wonders.
export async function showTroubles() {
  const present = await troubles();
  const any = Object.values(present).some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
  byId("troubles-on").hidden = !any;
  byId("troubles-off").hidden = any;
}

const troubles = () => call({});

async function call(options) {
  const answer = await fetch(PATH, options);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

const isOn = (item, present) => Object.keys(item.on).every((key) => Boolean(present[key]));

function flipped(item, present) {
  if (!isOn(item, present)) return item.on;
  return Object.fromEntries(Object.entries(item.on).map(([key, value]) => [key, value === true ? false : 0]));
}

function switchRow(item, checked) {
  const id = `gangguan-${item.id}`;
  return el(
    "label",
    { class: "list-row" },
    el("span", {}, item.title, el("small", {}, item.hint)),
    el("input", { type: "checkbox", id, "data-testid": id, checked }),
  );
}
