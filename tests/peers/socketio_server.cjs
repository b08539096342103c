// A hello-world of Express and Socket.IO 2, 3 or 4: prints its port, then what happens, one JSON value a line.
//
// Its one argument is {version, port, options}: the options are those of the Socket.IO server.

const http = require("http");
const express = require("express");

const { version, port = 0, options = {} } = JSON.parse(process.argv[2]);
const told = (...words) => console.log(JSON.stringify(words));
const app = express();
app.get("/", (request, response) => response.send("<!doctype html><title>hello</title>"));
const server = http.createServer(app);
const socketio = require(`socket.io-${version}`);
const io = version === 2 ? socketio(server, options) : new socketio.Server(server, options);

io.on("connection", (socket) => {
  const where = { query: socket.handshake.query, header: socket.handshake.headers["x-who"] };
  told("connected", where);
  socket.emit("welcome", { hello: "wörld" });
  socket.on("echo", (...args) => {
    const answer = typeof args.at(-1) === "function" ? args.pop() : null;
    if (answer) answer(...args);
    else socket.emit("echo", ...args);
  });
  socket.on("message", (...args) => told("message", ...args));
  socket.on("mute", () => {});
  socket.on("ask", () => socket.emit("question", 42, (...args) => socket.emit("answered", ...args)));
  socket.on("leave", () => socket.disconnect());
  socket.on("kick", () => socket.disconnect(true));
  socket.on("flood", (count) => {
    for (let number = 0; number < count; number += 1) socket.emit("tick", number);
  });
  socket.on("disconnect", (reason) => told("disconnected", reason));
});

const admin = io.of("/admin");
admin.use((socket, next) => {
  const { auth, query } = socket.handshake;
  if (((version === 2 ? query : auth) ?? {}).token === "secret") return next();
  const error = new Error("not authorized");
  error.data = { code: 7 };
  return next(error);
});
admin.on("connection", (socket) => socket.emit("welcome", "admin"));

server.listen(port, "127.0.0.1", () => console.log(server.address().port));

// It lives as long as its standard input: whoever started it may have started it through something else.
process.stdin.on("end", () => process.exit()).resume();
