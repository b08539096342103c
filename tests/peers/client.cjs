// A client made of Node's `ws`: does what its one argument says, and prints what it saw as JSON.
//
// {url, protocols, options, send: [{text} | {hex} | {ping} | {parts: [text, …]}], messages, close}
// It closes after `messages` messages, if that is given, with `close` = [code, reason].

const WebSocket = require("ws");

const task = JSON.parse(process.argv[2]);
const seen = { messages: [], pongs: [], error: null };
const socket = new WebSocket(task.url, task.protocols ?? [], task.options ?? {});
const done = () => {
  if (seen.messages.length + seen.pongs.length === task.messages) socket.close(...(task.close ?? [1000, ""]));
};

socket.on("open", () => {
  seen.protocol = socket.protocol;
  seen.extensions = socket.extensions;
  for (const item of task.send ?? []) {
    if ("text" in item) socket.send(item.text);
    else if ("hex" in item) socket.send(Buffer.from(item.hex, "hex"));
    else if ("ping" in item) socket.ping(item.ping);
    else item.parts.forEach((part, index) => socket.send(part, { fin: index === item.parts.length - 1 }));
  }
  done();
});
socket.on("message", (data, isBinary) => {
  seen.messages.push(isBinary ? { hex: data.toString("hex") } : { text: data.toString() });
  done();
});
socket.on("pong", (data) => {
  seen.pongs.push(data.toString());
  done();
});
socket.on("unexpected-response", (request, response) => {
  seen.status = response.statusCode;
  let body = "";
  response.on("data", (chunk) => { body += chunk; });
  response.on("end", () => {
    seen.body = body;
    console.log(JSON.stringify(seen));
  });
});
socket.on("error", (error) => { seen.error = error.code ?? error.message; });
socket.on("close", (code, reason) => {
  if (seen.status !== undefined) return;
  seen.close = [code, reason.toString()];
  console.log(JSON.stringify(seen));
});
