// Which phone this page plays: the number in ?nomor=, and the numbers used before.

const DEFAULT_NUMBER = "628990000001";
const SUGGESTED = [DEFAULT_NUMBER, "628990000002", "628990000003"];
const STORED_AS = "nomor-simulasi";
const MOST_KNOWN = 8;

const isNumber = (text) => /^[0-9]{6,15}$/.test(text);

export function currentNumber() {
  const asked = (new URLSearchParams(location.search).get("nomor") ?? "").replace(/\D/g, "");
  return isNumber(asked) ? asked : DEFAULT_NUMBER;
}

export function knownNumbers(current) {
  const all = new Set([current, ...stored(), ...SUGGESTED]);
  return [...all].slice(0, MOST_KNOWN);
}

export function rememberNumber(number) {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(knownNumbers(number)));
  } catch {
    // A browser that keeps nothing only loses the list of earlier numbers.
  }
}

export function useNumber(number) {
  const address = new URL(location.href);
  address.searchParams.set("nomor", number);
  location.assign(address);
}

function stored() {
  try {
    const numbers = JSON.parse(localStorage.getItem(STORED_AS) ?? "[]");
    return Array.isArray(numbers) ? numbers.filter((text) => isNumber(String(text))) : [];
  } catch {
    return [];
  }
}
