// A client made of socket.io-client, version 2, 3 or 4: does what its one argument says, and prints what it saw
// as JSON.
//
// {version, url, options, emit: [[name, …arguments]], acknowledged: [[name, …arguments]], events, transport}
// It leaves when `events` events and every acknowledgement have come and `transport` is in use, or when it is
// refused or disconnected. Bytes are {hex}, both ways.

const task = JSON.parse(process.argv[2]);
const io = require(`socket.io-client-${task.version}`);
const seen = { events: [], acks: [], connects: 0, refused: null, disconnected: null };

const socket = io(task.url, { forceNew: true, reconnection: false, ...task.options });

function read(value) {
  if (value instanceof Object && "hex" in value) return Buffer.from(value.hex, "hex");
  return Array.isArray(value) ? value.map(read) : value;
}

function show(value) {
  if (value instanceof ArrayBuffer || Buffer.isBuffer(value)) return { hex: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(show);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, show(item)]));
}

let left = false;

function leave() {
  if (left) return;
  left = true;
  console.log(JSON.stringify(seen));
  socket.close();
  // What is still to be sent has its time; then nothing keeps this process.
  setTimeout(() => process.exit(), 200).unref();
}

function leaveWhenDone() {
  const engine = socket.io.engine;
  seen.transport = engine === undefined ? null : engine.transport.name;
  const acks = (task.acknowledged ?? []).length;
  if (seen.events.length < task.events || seen.acks.length < acks) return;
  if (task.transport !== undefined && seen.transport !== task.transport) return;
  leave();
}

const take = socket.onevent;
socket.onevent = function (packet) {
  seen.events.push(show(packet.data));
  take.call(this, packet);
  leaveWhenDone();
};
socket.on("question", (...values) => values.pop()(...values));
socket.on("connect", () => {
  seen.connects += 1;
  socket.io.engine.on("upgrade", () => setTimeout(leaveWhenDone));
  for (const values of task.emit ?? []) socket.emit(...read(values));
  for (const values of task.acknowledged ?? []) {
    socket.emit(...read(values), (...answer) => {
      seen.acks.push(show(answer));
      leaveWhenDone();
    });
  }
  leaveWhenDone();
});
for (const name of ["error", "connect_error"]) {
  socket.on(name, (error) => {
    seen.refused = typeof error === "string" ? error : { message: error.message, data: error.data };
    leave();
  });
}
socket.on("disconnect", (reason) => {
  seen.disconnected = reason;
  leave();
});
