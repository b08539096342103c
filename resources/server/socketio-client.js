// One connection to a namespace of a Socket.IO server (protocol v5). It knows no element of the page.

import { EngineSession } from "./engine.js";

const [CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK] = "0123456";
const PACKET = /^([0-6])(?:(\d+)-)?(?:(\/[^,]*),?)?(\d+)?([^]*)$/;

export class SocketIo extends EventTarget {
  #engine;
  #namespace;
  #acks = new Map();
  #nextAck = 0;
  #begun = null;

  sid = null;

  constructor(url, namespace, auth) {
    super();
    this.#namespace = namespace;
    this.#engine = new EngineSession(url);
    this.#engine.addEventListener("open", () => this.#send(CONNECT, auth));
    this.#engine.addEventListener("message", ({ detail }) => this.#take(detail.data));
    this.#engine.addEventListener("upgrade", () => this.#tell("upgrade", {}));
    this.#engine.addEventListener("close", ({ detail }) => {
      this.sid = null;
      this.#tell("close", detail);
    });
  }

  // CONNECTING until the server has let us into the namespace.
  get state() {
    return this.#engine.state === "OPEN" && this.sid === null ? "CONNECTING" : this.#engine.state;
  }

  get transport() {
    return this.#engine.transport;
  }

  emit(name, args, onAck) {
    let id = "";
    if (onAck !== undefined) {
      id = this.#nextAck++;
      this.#acks.set(id, onAck);
    }
    this.#send(EVENT, [name, ...args], id);
  }

  disconnect() {
    if (this.sid !== null) this.#send(DISCONNECT);
    this.#engine.close();
  }

  #send(type, payload, id = "") {
    const namespace = this.#namespace === "/" ? "" : `${this.#namespace},`;
    this.#engine.send(type + namespace + id + (payload === undefined ? "" : JSON.stringify(payload)));
  }

  #take(message) {
    if (typeof message !== "string") {
      this.#takeAttachment(message);
      return;
    }
    const [, type, count, namespace, id, json] = PACKET.exec(message);
    const packet = { type, id: Number(id), payload: json === "" ? undefined : JSON.parse(json), bytes: message.length };
    if ((namespace ?? "/") !== this.#namespace) return;
    if (Number(count) > 0) this.#begun = { packet, missing: Number(count), attached: [] };
    else this.#act(packet);
  }

  #takeAttachment(bytes) {
    const begun = this.#begun;
    if (begun === null) return;
    begun.attached.push(bytes);
    if (begun.attached.length < begun.missing) return;
    this.#begun = null;
    this.#act({ ...begun.packet, payload: joined(begun.packet.payload, begun.attached) });
  }

  #act({ type, id, payload }) {
    if (type === CONNECT) {
      this.sid = payload.sid;
      this.#tell("connect", { sid: payload.sid });
    } else if (type === CONNECT_ERROR) {
      this.#tell("refused", payload);
      this.#engine.close("closed here, as the namespace is refused");
    } else if (type === DISCONNECT) {
      this.#engine.close("the server disconnected the namespace");
    } else if (type === EVENT || type === BINARY_EVENT) {
      const [name, ...args] = payload;
      this.#tell("event", { name, args });
      // Whoever wants an acknowledgement gets what it sent.
      if (!Number.isNaN(id)) this.#acknowledge(args.filter((value) => !(value instanceof Uint8Array)), id);
    } else if (type === ACK || type === BINARY_ACK) {
      this.#acks.get(id)?.(payload);
      this.#acks.delete(id);
    }
  }

  #acknowledge(args, id) {
    this.#send(ACK, args, id);
    this.#tell("acknowledged", { args });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// Puts attachments where their placeholders are.
function joined(value, attached) {
  if (Array.isArray(value)) return value.map((item) => joined(item, attached));
  if (value === null || typeof value !== "object") return value;
  if (value._placeholder) return attached[value.num];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, joined(item, attached)]));
}
