// Keeps the address of the page in step with what the page shows, and the page with Back, Forward
// and the switches of the header. `address.py` says what an address holds, and reads it.

const OPENED = "resnet-lab-opened"; // kept by the browser for each tab
const SWITCHES = { lang: "lang", theme: "__theme" }; // of the header, and their parts
const SYSTEM = "system"; // the look that a page has by itself: no part of its address

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https a page has no clipboard.
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
}

window.labAddress = {
  ready: false, // the page has been opened, and no address is being read
  opened: false,
  defaults: {}, // the parts of bench and panel that an address leaves out
  bench: {}, // parts by name, as they were answered last
  panel: "",
  options: {}, // for each panel, the controls that are not at their default
  wanted: null, // the bench that is being restored: nothing is written before its answer is there
  left: null, // the bench that was shown when the visitor went on before an address had been read
  search: location.search, // of the address that was written last, or is restored
  shown: "", // bench and panel of that address

  // After every answer of the bench.
  follow(bench) {
    const is = (other) => JSON.stringify(bench) === JSON.stringify(other);
    // Who went on from the bench that is being restored is answered for another one.
    if (this.wanted && !is(this.wanted) && (!this.left || is(this.left))) return;
    this.wanted = this.left = null;
    this.bench = bench;
    this.write();
  },

  open(panel) {
    if (!this.ready) return; // gradio opens the first panel before the one of the address
    this.panel = panel;
    this.write();
  },

  // What the controls of a panel show, in the order of their defaults.
  note(panel, defaults, values) {
    const text = (value) => String(value ?? "");
    const changed = Object.entries(defaults).map(([name, value], index) =>
      text(values[index]) === text(value) ? [] : [[name, text(values[index])]],
    );
    this.options[panel] = Object.fromEntries(changed.flat());
    clearTimeout(this.timer); // a slider tells of every step
    if (panel === this.panel) this.timer = setTimeout(() => this.write(), 200);
  },

  make() {
    const parts = new URLSearchParams();
    const all = { ...this.bench, panel: this.panel };
    for (const [name, value] of Object.entries(all)) {
      if (value !== this.defaults[name]) parts.set(name, value);
    }
    for (const [name, value] of Object.entries(this.options[this.panel] ?? {})) {
      parts.set(name, value);
    }
    // Parts of whoever serves the page begin with `__`, and gradio's own, its theme.
    for (const [part, value] of new URLSearchParams(location.search)) {
      const name = Object.keys(SWITCHES).find((one) => SWITCHES[one] === part);
      const isKnown = name ? document.getElementById(`switch-${name}-${value}`) : part.startsWith("__");
      if (isKnown && value !== SYSTEM) parts.set(part, value);
    }
    const text = parts.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
    return location.pathname + (text && `?${text}`) + location.hash;
  },

  // Another photo, plan, column or panel is a step to go back from; an option is none.
  write() {
    clearTimeout(this.timer);
    if (!this.ready || this.wanted) return;
    const shown = JSON.stringify([this.bench, this.panel]);
    const isStep = shown !== this.shown;
    this.shown = shown;
    const address = this.make();
    if (address === location.pathname + location.search + location.hash) return;
    history[isStep ? "pushState" : "replaceState"](null, "", address);
    this.search = location.search;
  },

  // A page in a new tab, whose address asks for no photo of the visitor's own, begins anew.
  isNew() {
    const isOwn = /^[0-9a-f]{12}$/.test(new URLSearchParams(location.search).get("photo") ?? "");
    return !isOwn && !sessionStorage.getItem(OPENED);
  },

  // The server has read an address; empty where it could not.
  restored(text) {
    sessionStorage.setItem(OPENED, "yes");
    waiting.disconnect();
    for (const part of held()) part.inert = false;
    this.opened = true;
    const { search, bench, defaults, panel, options } = JSON.parse(text || "{}");
    if (text && search !== location.search) return; // another step back came since
    this.ready = true;
    if (!text) return;
    this.options[panel] = options;
    Object.assign(this, { wanted: bench, defaults, panel });
    this.shown = JSON.stringify([bench, panel]);
    resnetLab.follow();
  },

  goOn() {
    if (this.opened && !this.ready) this.left = this.bench;
    this.bench = this.wanted ?? this.bench;
    this.wanted = null;
  },

  back() {
    // Else it is another place on the same page, or on its way already.
    if (!this.opened || location.search === this.search) return;
    this.search = location.search;
    this.ready = false;
    this.left = null;
    document.querySelector("#back").click();
  },

  // The switches of the header.
  choose(name, value) {
    this.write();
    const address = new URL(location);
    if (value === SYSTEM) address.searchParams.delete(SWITCHES[name]);
    else address.searchParams.set(SWITCHES[name], value);
    location.replace(address);
  },

  async copy() {
    this.write();
    await copyText(location.href);
    const said = document.querySelector("#link-copied [role=status]");
    said.textContent = said.dataset.text;
    setTimeout(() => (said.textContent = ""), 3000);
  },
};

addEventListener("popstate", () => labAddress.back());
// Who clicks while a bench is being restored goes on from that bench.
for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => labAddress.goOn());

// What a visitor chose before the page has read its address would be undone by that.
const held = () => document.querySelectorAll("#bench, #panels");
const waiting = new MutationObserver(() => {
  for (const part of held()) part.inert = true;
});
waiting.observe(document.documentElement, { childList: true, subtree: true });
