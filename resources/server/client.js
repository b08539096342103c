// One WebSocket connection of the page, with its figures. It knows no element of the page.

const STATES = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];
const MOST_AWAITED = 1000;

export class Client extends EventTarget {
  #socket = null;
  #timer = null;
  #awaited = new Map();

  sent = 0;
  received = 0;
  waited = 0;
  roundTrip = null;

  get state() {
    return this.#socket === null ? "CLOSED" : STATES[this.#socket.readyState];
  }

  get bufferedAmount() {
    return this.#socket === null ? 0 : this.#socket.bufferedAmount;
  }

  get repeating() {
    return this.#timer !== null;
  }

  // Throws what the browser throws: a SyntaxError for a URL or a subprotocol that is not one.
  connect(url, subprotocols) {
    const socket = new WebSocket(url, subprotocols);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#awaited.clear();
    this.sent = this.received = this.waited = 0;
    this.roundTrip = null;
    const hear = (type, make) => socket.addEventListener(type, (event) => {
      if (this.#socket === socket) make(event);
    });
    hear("open", () => this.#tell("open", { subprotocol: socket.protocol, extensions: socket.extensions }));
    hear("message", (event) => this.#take(event.data));
    hear("error", () => this.#tell("error", {}));
    hear("close", (event) => {
      this.stopRepeating();
      this.#tell("close", { code: event.code, reason: event.reason, wasClean: event.wasClean });
    });
    this.#tell("state", {});
  }

  // Throws an InvalidAccessError for a code, or a SyntaxError for a reason, that a browser may not send.
  close(code, reason) {
    this.#socket?.close(code, reason);
    this.#tell("state", {});
  }

  // `data` is a string or a Uint8Array.
  send(data) {
    this.#socket.send(data);
    this.sent += 1;
    const key = keyOf(data);
    const times = this.#awaited.get(key) ?? [];
    times.push(performance.now());
    this.#awaited.set(key, times);
    // Endpoints that never answer must not make this grow.
    if (this.#awaited.size > MOST_AWAITED || times.length > MOST_AWAITED) this.#awaited.clear();
    this.#tell("sent", { data });
  }

  repeat(data, every) {
    this.stopRepeating();
    this.#timer = setInterval(() => {
      // The socket keeps what it cannot send: adding to that would only make it grow.
      if (this.bufferedAmount > 0) this.waited += 1;
      else this.send(data);
    }, every);
    this.#tell("state", {});
  }

  stopRepeating() {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#tell("state", {});
  }

  #take(data) {
    this.received += 1;
    const value = typeof data === "string" ? data : new Uint8Array(data);
    const times = this.#awaited.size > 0 ? this.#awaited.get(keyOf(value)) : undefined;
    if (times !== undefined && times.length > 0) this.roundTrip = performance.now() - times.shift();
    this.#tell("received", { data: value });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// Messages are told apart by type, size and their first bytes; that is enough to pair an echo.
function keyOf(data) {
  const start = typeof data === "string" ? data.slice(0, 256) : toHex(data.subarray(0, 256));
  return `${typeof data} ${data.length} ${start}`;
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

// Throws an Error whose message is for the person.
export function fromHex(text) {
  const digits = text.replace(/\s+/g, "");
  if (/[^0-9a-f]/i.test(digits)) throw new Error("Hex has only the digits 0–9 and a–f.");
  if (digits.length % 2 === 1) throw new Error("Hex needs two digits for each byte; one is missing.");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
