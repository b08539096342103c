// Wires the Socket.IO page: its elements to one connection, and what that receives to the log.

import { toHex } from "./client.js";
import { Log } from "./log.js";
import { SocketIo } from "./socketio-client.js";

const $ = (id) => document.getElementById(id);
const PATH = new URL("socket.io/", location.href).href;

const SAMPLE = `const socket = io("${location.origin}");
socket.on("message", (text) => console.log(text));
socket.emit("echo", "Hello", (answer) => console.log(answer));`;

const log = new Log($("log"), $("log-row"), $("log-dropped"));
let client = null;

function connect() {
  const namespace = $("namespace").value;
  const token = $("token").value;
  const mine = new SocketIo(PATH, namespace, token === "" ? undefined : { token });
  client = mine;
  log.add("note", "connect", `${PATH} namespace ${namespace}`);
  const hear = (type, then) => mine.addEventListener(type, ({ detail }) => {
    if (client === mine) then(detail);
    showState();
  });
  hear("connect", ({ sid }) => log.add("open", "connect", `connected over ${mine.transport} as ${sid}`));
  hear("upgrade", () => log.add("note", "upgrade", "upgraded from polling to WebSocket"));
  hear("refused", (error) => log.add("error", "refused", describe(error)));
  hear("event", ({ name, args }) => log.add("received", name, args.map(describe).join(", ")));
  hear("acknowledged", ({ args }) => log.add("sent", "ack", args.map(describe).join(", ") || "(nothing)"));
  hear("close", ({ reason }) => log.add("close", "close", reason));
  showState();
}

// The arguments as typed, or null with the reason shown under the field.
function readArguments() {
  const problem = $("arguments-problem");
  problem.textContent = "";
  const text = $("arguments").value.trim();
  try {
    return JSON.parse(`[${text}]`);
  } catch (error) {
    problem.textContent = `Arguments are JSON values, separated by commas: ${error.message}`;
    return null;
  }
}

function emit() {
  const args = readArguments();
  if (args === null) return;
  const name = $("event").value;
  const began = performance.now();
  const answered = (payload) => {
    const took = (performance.now() - began).toFixed(1);
    log.add("received", "ack", `${payload.map(describe).join(", ") || "(nothing)"} after ${took} ms`);
  };
  client.emit(name, args, $("ack").checked ? answered : undefined);
  log.add("sent", name, args.map(describe).join(", "));
}

function describe(value) {
  if (value instanceof Uint8Array) return `${value.length} bytes ${toHex(value.subarray(0, 64))}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function showState() {
  const state = client === null ? "CLOSED" : client.state;
  $("state").textContent = state;
  $("state").dataset.state = state;
  $("transport").textContent = state === "OPEN" ? client.transport : "";
  $("connect").disabled = state !== "CLOSED";
  $("disconnect").disabled = state === "CLOSED";
  $("send").disabled = state !== "OPEN";
}

$("connect-form").addEventListener("submit", (event) => { event.preventDefault(); connect(); });
$("emit-form").addEventListener("submit", (event) => { event.preventDefault(); emit(); });
$("disconnect").addEventListener("click", () => client.disconnect());
$("clear").addEventListener("click", () => log.clear());
for (const button of document.querySelectorAll("#events button")) {
  button.addEventListener("click", () => {
    $("event").value = button.dataset.event;
    $("arguments").value = button.dataset.arguments;
    $("ack").checked = "ack" in button.dataset;
    $("event").focus();
  });
}

$("address").textContent = PATH;
$("sample").textContent = SAMPLE;
connect();
