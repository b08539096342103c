// One Engine.IO session (protocol v4): HTTP long-polling first, then an upgrade to WebSocket.

const SEPARATOR = "\x1e";
const [CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP] = ["1", "2", "3", "4", "5", "6"];
const PROBE = "probe";

export class EngineSession extends EventTarget {
  #url;
  #query = "EIO=4";
  #waiting = [];
  #posting = null;
  #polling = null;
  #paused = false;
  #abort = new AbortController();
  #socket = null;
  #timer = null;
  #patience = 0;
  #maxPayload = Infinity;

  state = "CONNECTING";
  transport = "polling";

  // `url` is absolute and ends with a slash, such as http://127.0.0.1:8765/socket.io/.
  constructor(url) {
    super();
    this.#url = url;
    this.#open();
  }

  // `data` is a string or a Uint8Array.
  send(data) {
    if (this.state !== "OPEN") return;
    this.#waiting.push(typeof data === "string" ? MESSAGE + data : data);
    this.#flush();
  }

  close(reason = "closed here") {
    if (this.state === "CLOSED") return;
    if (this.transport === "polling" && this.state === "OPEN") {
      this.#waiting.push(CLOSE);
      this.#flush();
    }
    this.#end(reason);
  }

  async #open() {
    try {
      const [first, ...others] = (await this.#fetch()).split(SEPARATOR);
      const told = JSON.parse(first.slice(1));
      this.#query += `&sid=${encodeURIComponent(told.sid)}`;
      this.#patience = told.pingInterval + told.pingTimeout;
      this.#maxPayload = told.maxPayload;
      this.state = "OPEN";
      this.#beat();
      this.#tell("open", { sid: told.sid });
      others.forEach((packet) => this.#take(packet));
      this.#poll();
      if (told.upgrades.includes("websocket")) this.#upgrade();
    } catch (error) {
      this.#end(error.message);
    }
  }

  // Polling.

  async #fetch(body) {
    const method = body === undefined ? "GET" : "POST";
    // A POST that says goodbye has to arrive even when the page is left.
    const signal = body === undefined ? this.#abort.signal : undefined;
    const response = await fetch(`${this.#url}?${this.#query}&transport=polling`, { method, body, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`the server answered ${response.status}: ${text}`);
    return text;
  }

  async #poll() {
    while (this.state === "OPEN" && !this.#paused && this.transport === "polling") {
      try {
        this.#polling = this.#fetch();
        (await this.#polling).split(SEPARATOR).forEach((packet) => this.#take(packet));
      } catch (error) {
        this.#end(error.message);
      } finally {
        this.#polling = null;
      }
    }
  }

  async #flush() {
    if (this.transport === "websocket") {
      this.#waiting.splice(0).forEach((packet) => this.#socket.send(packet));
      return;
    }
    while (this.#posting === null && !this.#paused && this.#waiting.length > 0) {
      try {
        this.#posting = this.#fetch(this.#payload());
        await this.#posting;
      } catch (error) {
        this.#end(error.message);
      } finally {
        this.#posting = null;
      }
    }
  }

  // As many packets as one body may have, and one at least.
  #payload() {
    let body = asText(this.#waiting.shift());
    while (this.#waiting.length > 0) {
      const longer = body + SEPARATOR + asText(this.#waiting[0]);
      if (new Blob([longer]).size > this.#maxPayload) break;
      body = longer;
      this.#waiting.shift();
    }
    return body;
  }

  // WebSocket.

  #upgrade() {
    const socket = new WebSocket(`${this.#url.replace(/^http/, "ws")}?${this.#query}&transport=websocket`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => socket.send(PING + PROBE));
    socket.addEventListener("message", ({ data }) => {
      if (this.transport === "websocket") this.#take(typeof data === "string" ? data : new Uint8Array(data));
      else if (data === PONG + PROBE) this.#changeOver(socket);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (this.transport === "websocket") this.#end(`the WebSocket was closed with ${code} ${reason}`.trim());
    });
  }

  // Nothing may be on its way by polling when the WebSocket takes over.
  async #changeOver(socket) {
    this.#paused = true;
    await Promise.allSettled([this.#polling, this.#posting]);
    if (this.state !== "OPEN") return;
    socket.send(UPGRADE);
    this.transport = "websocket";
    this.#tell("upgrade", {});
    this.#flush();
  }

  // Packets.

  #take(packet) {
    if (this.state !== "OPEN") return;
    if (typeof packet !== "string") this.#tell("message", { data: packet });
    else if (packet[0] === "b") this.#tell("message", { data: fromBase64(packet.slice(1)) });
    else if (packet[0] === MESSAGE) this.#tell("message", { data: packet.slice(1) });
    else if (packet[0] === PING) this.#answer();
    else if (packet[0] === CLOSE) this.#end("closed by the server");
    else if (packet[0] !== NOOP) this.#end(`the server sent a packet that is none: ${packet.slice(0, 40)}`);
  }

  #answer() {
    this.#beat();
    this.#waiting.push(PONG);
    this.#flush();
  }

  #beat() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end("no ping came from the server in time"), this.#patience);
  }

  #end(reason) {
    if (this.state === "CLOSED") return;
    this.state = "CLOSED";
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#socket?.close();
    this.#tell("close", { reason });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function asText(packet) {
  return typeof packet === "string" ? packet : `b${btoa(String.fromCharCode(...packet))}`;
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
