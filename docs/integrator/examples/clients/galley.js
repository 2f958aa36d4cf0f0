// A client of Galley's hub for a web page: sends changes safely, and keeps a copy of the board.
//
//   const hub = new Galley("https://galley-main.local:8443", token);
//   const order = await hub.place({type: "takeout", items: [{name: "Soup", quantity: 1}]});
//   const stop = hub.watch(board => console.log(board.size, "open orders"));
//
// The page's origin has to stand in the hub's setting [hub] origins.

const OPEN = ["pending", "confirmed", "preparing", "ready"];
// Nothing was done: wait as long as the hub says, and send the same again.
const TRY_AGAIN = [429, 503, 507];
// The hub closed the socket because of this client, which has to change first.
const GIVE_UP = [4400, 4401];

class GalleyError extends Error {
  constructor(status, code, message) {
    super(`${code}: ${message}`);
    this.status = status;
    this.code = code;
  }
}

class Galley {
  // tries: how often a change is sent when no answer comes.
  constructor(url, token, tries = 8) {
    this.url = url.replace(/\/$/, "");
    this.token = token;
    this.tries = tries;
  }

  // Ask for something, again and again under one key: it is done once.
  async ask(method, path, body) {
    const headers = {Authorization: `Bearer ${this.token}`};
    if (method !== "GET") headers["Idempotency-Key"] = crypto.randomUUID();
    if (body !== undefined) headers["Content-Type"] = "application/json";
    for (let number = 1; ; number++) {
      let wait = pause(number);
      try {
        const answer = await fetch(this.url + path, {
          method, headers, body: JSON.stringify(body), signal: AbortSignal.timeout(15000),
        });
        const said = await answer.json();
        if (answer.ok) return said.data;
        if (!TRY_AGAIN.includes(answer.status) || number >= this.tries) {
          throw new GalleyError(answer.status, said.error.code, said.error.message);
        }
        wait = 1000 * Number(answer.headers.get("Retry-After")) || wait;
      } catch (error) {
        if (error instanceof GalleyError || number >= this.tries) throw error;
      }
      await new Promise(done => setTimeout(done, wait));
    }
  }

  // Place an order. With an id of its own it can be sent again for ever.
  place(order) {
    return this.ask("POST", "/api/orders", {id: crypto.randomUUID(), ...order});
  }

  // Give the open orders by their ids, as a Map: now, and after each change. Reconnects by itself.
  // Returns what stops it; onError hears of what no reconnect can mend.
  watch(onBoard, {station, onError = console.error} = {}) {
    let socket, number = 0, stopped = false, alive;
    const stop = () => {
      stopped = true;
      clearTimeout(alive);
      socket.close();
    };
    const connect = () => {
      if (stopped) return;
      let board = new Map();
      socket = new WebSocket(this.url.replace(/^http/, "ws") + "/ws");
      const say = message => socket.send(JSON.stringify(message));
      const here = socket;
      // A browser answers the hub's pings and shows none: only asking tells that the line is dead.
      const look = (patience, then) => {
        clearTimeout(alive);
        alive = setTimeout(then, patience);
      };
      const lost = () => {
        here.onclose = null;
        here.close();
        again();
      };
      const asking = () => {
        say({type: "ping"});
        look(5000, lost);
      };
      const again = () => {
        clearTimeout(alive);
        if (!stopped) setTimeout(connect, pause(++number));
      };
      look(15000, lost);
      here.onopen = () => say({type: "auth", token: this.token});
      here.onclose = event => {
        if (!GIVE_UP.includes(event.code)) return again();
        stop();
        onError(new GalleyError(event.code, "UNAUTHORIZED", "the hub closed the socket"));
      };
      here.onmessage = ({data}) => {
        look(10000, asking);
        const said = JSON.parse(data);
        if (said.type === "auth:success") {
          const room = `branch:${said.branchId}:kitchen`;
          say({type: "join", room, snapshot: true, station});
        } else if (said.type === "error") {
          stop();
          onError(new GalleyError(400, said.code, said.message));
        } else if (said.type === "joined") {
          number = 0;
          board = new Map(said.orders.map(order => [order.id, order]));
          onBoard(board);
        } else if (boardChanges(board, said)) {
          onBoard(board);
        }
      };
    };
    connect();
    return stop;
  }
}

// Bring an event into a board; says whether it was about an order.
function boardChanges(board, {type, payload = {}}) {
  const {order, item, orderId} = payload;
  if (order) {
    if (OPEN.includes(order.status) && type !== "order:scheduled") board.set(order.id, order);
    else board.delete(order.id);
  } else if (item && board.has(orderId)) {
    const known = board.get(orderId);
    const items = known.items.map(each => (each.id === item.id ? item : each));
    board.set(orderId, {...known, items, version: payload.version});
  }
  return orderId !== undefined;
}

// Wait longer each time, and not all clients at the same moment. In milliseconds.
function pause(number) {
  return Math.min(15000, 250 * 2 ** number) * (0.5 + Math.random() / 2);
}
