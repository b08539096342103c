// Wires the page: its elements to one client, and the client's events to the log.

import { Client, fromHex, toHex } from "./client.js";
import { Log } from "./log.js";

const $ = (id) => document.getElementById(id);
const BYTES_SHOWN = 256;

const client = new Client();
const log = new Log($("log"), $("log-row"), $("log-dropped"));
let endpoints = [];

// Endpoints.

async function loadEndpoints() {
  try {
    const response = await fetch("endpoints.json");
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    endpoints = await response.json();
  } catch (error) {
    $("endpoints-problem").textContent = `The list could not be loaded (${error.message}). Reload the page.`;
    return;
  }
  for (const endpoint of endpoints) {
    $("endpoints").append(endpointRow(endpoint));
    $("endpoint").append(new Option(`${endpoint.path} – ${endpoint.title}`, endpoint.path));
  }
  choose(endpoints[0]);
}

function endpointRow(endpoint) {
  const row = $("endpoint-row").content.firstElementChild.cloneNode(true);
  const put = (name, text) => { row.querySelector(name).textContent = text; };
  put(".path", endpoint.path);
  put(".title", endpoint.title);
  put(".description", endpoint.description);
  put(".url", endpoint.url);
  const use = row.querySelector(".use");
  use.setAttribute("aria-label", `Use ${endpoint.path} in the live client`);
  use.addEventListener("click", () => {
    choose(endpoint);
    $("url").scrollIntoView({ block: "center" });
    $("url").focus();
  });
  const copy = row.querySelector(".copy");
  copy.setAttribute("aria-label", `Copy the URL of ${endpoint.path}`);
  copy.addEventListener("click", () => copyUrl(endpoint.url, row.querySelector(".url"), copy));
  return row;
}

function choose(endpoint) {
  $("endpoint").value = endpoint.path;
  $("url").value = endpoint.url;
  $("hint").textContent = endpoint.description;
  $("subprotocols").value = endpoint.path === "/chat" ? "chat, superchat" : "";
}

async function copyUrl(url, element, button) {
  try {
    await navigator.clipboard.writeText(url);
    button.textContent = "Copied";
    $("spoken").textContent = `Copied ${url}`;
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  } catch {
    getSelection().selectAllChildren(element);
    $("spoken").textContent = "The URL is selected; copy it with the keyboard.";
  }
}

// Connecting and sending.

function connect() {
  const url = $("url").value.trim();
  const subprotocols = $("subprotocols").value.split(",").map((name) => name.trim()).filter(Boolean);
  try {
    client.connect(url, subprotocols);
    log.add("note", "connect", subprotocols.length > 0 ? `${url} with ${subprotocols.join(", ")}` : url);
  } catch (error) {
    log.add("error", "error", error.message);
  }
}

function disconnect() {
  try {
    client.close(Number($("close-code").value), $("close-reason").value);
  } catch (error) {
    log.add("error", "error", error.message);
  }
}

// The message as typed, or null with the reason shown under the field.
function message() {
  const problem = $("message-problem");
  problem.textContent = "";
  const text = $("message").value;
  if (document.querySelector("input[name=type]:checked").value === "text") return text;
  try {
    return fromHex(text);
  } catch (error) {
    problem.textContent = error.message;
    return null;
  }
}

function send() {
  const data = message();
  if (data !== null) client.send(data);
}

function toggleRepeat() {
  if (client.repeating) {
    client.stopRepeating();
    return;
  }
  const data = message();
  const every = $("every");
  if (data !== null && every.reportValidity()) client.repeat(data, Number(every.value));
}

// What is shown of the client.

function showState() {
  const state = client.state;
  $("state").textContent = state;
  $("state").dataset.state = state;
  $("connect").disabled = state !== "CLOSED";
  $("disconnect").disabled = state !== "CONNECTING" && state !== "OPEN";
  $("send").disabled = $("repeat").disabled = state !== "OPEN";
  $("repeat").setAttribute("aria-pressed", String(client.repeating));
  $("repeat").textContent = client.repeating ? "Stop" : "Repeat";
}

const shown = new Map();

function put(id, text) {
  if (shown.get(id) === text) return;
  shown.set(id, text);
  $(id).textContent = text;
}

function showFigures() {
  put("sent", client.sent.toLocaleString());
  put("received", client.received.toLocaleString());
  put("waited", client.waited.toLocaleString());
  put("buffered", `${client.bufferedAmount.toLocaleString()} B`);
  put("round-trip", client.roundTrip === null ? "–" : `${client.roundTrip.toFixed(1)} ms`);
}

function describe(data) {
  if (typeof data === "string") return data;
  const more = data.length > BYTES_SHOWN ? " …" : "";
  return `${data.length.toLocaleString()} bytes  ${toHex(data.subarray(0, BYTES_SHOWN))}${more}`;
}

client.addEventListener("state", showState);
client.addEventListener("open", ({ detail }) => {
  const about = [`subprotocol ${detail.subprotocol || "none"}`, `extensions ${detail.extensions || "none"}`];
  log.add("open", "open", about.join(", "));
  showState();
});
client.addEventListener("sent", ({ detail }) => {
  log.add("sent", typeof detail.data === "string" ? "text" : "binary", describe(detail.data));
});
client.addEventListener("received", ({ detail }) => {
  log.add("received", typeof detail.data === "string" ? "text" : "binary", describe(detail.data));
});
client.addEventListener("error", () => {
  log.add("error", "error", "The browser does not say why; the close that follows may, and the inspector does.");
  showState();
});
client.addEventListener("close", ({ detail }) => {
  const reason = detail.reason ? `reason “${detail.reason}”` : "no reason";
  log.add("close", "close", `code ${detail.code}, ${reason}, wasClean ${detail.wasClean}`);
  showState();
});

$("connect-form").addEventListener("submit", (event) => { event.preventDefault(); connect(); });
$("send-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
$("message").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !$("send").disabled) send();
});
$("disconnect").addEventListener("click", disconnect);
$("repeat").addEventListener("click", toggleRepeat);
$("clear").addEventListener("click", () => log.clear());
$("endpoint").addEventListener("change", () => {
  choose(endpoints.find((endpoint) => endpoint.path === $("endpoint").value));
});

$("address").textContent = location.host;
showState();
setInterval(showFigures, 100);
await loadEndpoints();
