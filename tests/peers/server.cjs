// A server made of Node's `ws`: prints its port, answers each message in kind, and closes when told "bye".

const { WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: true }, () =>
  console.log(server.address().port),
);
server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (data.toString() === "bye") socket.close(4002, "as you wish");
    else socket.send(data, { binary: isBinary });
  });
});

// It lives as long as its standard input: whoever started it may have started it through something else.
process.stdin.on("end", () => process.exit()).resume();
