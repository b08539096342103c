// The list of what happened. Rows are added once per frame of the screen, and only the last ones are kept.

const MOST_ROWS = 1000;
const MOST_CHARACTERS = 2000;

export class Log {
  #list;
  #row;
  #dropped;
  #waiting = [];
  #lost = 0;
  #scheduled = false;
  #following = true;

  constructor(list, row, dropped) {
    this.#list = list;
    this.#row = row;
    this.#dropped = dropped;
    // The view moves only for one who is looking at the end, and then also when the window changes its shape.
    list.addEventListener("scroll", () => {
      this.#following = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
    });
    new ResizeObserver(() => this.#follow()).observe(list);
  }

  add(kind, name, said) {
    this.#waiting.push({ kind, name, said: cut(said), time: new Date() });
    if (this.#waiting.length > MOST_ROWS) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A page in the background is not painted; a timer brings the rows there.
    if (document.hidden) setTimeout(() => this.#show(), 100);
    else requestAnimationFrame(() => this.#show());
  }

  clear() {
    this.#waiting = [];
    this.#lost = 0;
    this.#following = true;
    this.#list.replaceChildren();
    this.#dropped.textContent = "";
  }

  #show() {
    this.#scheduled = false;
    const list = this.#list;
    const rows = document.createDocumentFragment();
    for (const entry of this.#waiting) rows.append(this.#make(entry));
    this.#waiting = [];
    list.append(rows);
    while (list.childElementCount > MOST_ROWS) {
      list.firstElementChild.remove();
      this.#lost += 1;
    }
    if (this.#lost > 0) this.#dropped.textContent = `${this.#lost.toLocaleString()} older entries are not kept`;
    this.#follow();
  }

  #follow() {
    if (this.#following) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #make({ kind, name, said, time }) {
    const row = this.#row.content.firstElementChild.cloneNode(true);
    row.dataset.kind = kind;
    row.querySelector("time").textContent = clock(time);
    row.querySelector(".kind").textContent = name;
    row.querySelector(".said").textContent = said;
    return row;
  }
}

function clock(time) {
  const two = (number) => String(number).padStart(2, "0");
  const milliseconds = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${milliseconds}`;
}

function cut(text) {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS)}… (${text.length.toLocaleString()} characters)`;
}
