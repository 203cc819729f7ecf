// Draws the network of a plan: an arc for each skip, a box for each branch. A click cuts or
// restores, the slider sets what was clicked last. `element`, `props`, `trigger` and `watch` are
// gradio's; props.value is what `drawing.py` describes and goes back to the server as it is.

const root = element.querySelector(".rl-net");
let selected = { part: "skip", index: 0 };
let isChosen = false; // by the visitor: until then, what is weakened first is selected
let drawn = ""; // what the buttons were made for
let shown = ""; // the plan that the server was told of, or told
let clicks = 0;
const log = []; // of clicks, to repeat those that the server had not seen

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const blocks = () => props.value.stages.flatMap((stage) => stage.blocks);
const parts = () => (props.value.residual ? ["skip", "branch"] : ["branch"]);
const strength = (part, index) => props.value[part][index];
const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const nameOf = (part, index) =>
  fill(props.value.words[part], { block: blocks()[index].id });
const buttonAt = ({ part, index }) =>
  root.querySelector(`button[data-part="${part}"][data-index="${index}"]`);

function build() {
  root.replaceChildren();
  const { words, stages } = props.value;
  const picture = make("div", "rl-net-picture");
  picture.setAttribute("role", "group");
  picture.setAttribute("aria-label", words.picture);
  // All blocks are as wide as the depth allows, so that a deep network looks deep.
  const width = Math.min(5.5, Math.max(1.75, 66 / blocks().length));
  picture.style.setProperty("--block", `${width}rem`);
  let index = 0;
  for (const stage of stages) {
    const box = make("div", "rl-net-stage");
    box.append(make("div", "rl-net-name", `${stage.id} · ${stage.about}`));
    const row = make("div", "rl-net-blocks");
    for (const block of stage.blocks) {
      const cell = make("div", block.downsampling ? "rl-net-block rl-net-down" : "rl-net-block");
      for (const part of parts()) {
        const button = make("button", `rl-net-${part}`);
        button.type = "button";
        button.dataset.part = part;
        button.dataset.index = index;
        button.setAttribute("role", "checkbox");
        cell.append(button);
      }
      row.append(cell);
      index += 1;
    }
    box.append(row);
    picture.append(box);
  }
  const tools = make("div", "rl-net-tools");
  const label = make("label", "rl-net-strength");
  const slider = make("input", "");
  Object.assign(slider, { type: "range", min: 0, max: 1, step: 0.05 });
  label.append(make("span", "rl-net-selected"), slider, make("output", ""));
  tools.append(label);
  const list = make("details", "rl-net-list");
  list.append(make("summary", ""), make("ul", ""));
  root.append(picture, tools, list);
}

function refresh() {
  const { words } = props.value;
  const weakened = [];
  for (const button of root.querySelectorAll("button[data-part]")) {
    const { part } = button.dataset;
    const index = Number(button.dataset.index);
    const value = strength(part, index);
    const state = value === 1 ? "true" : value === 0 ? "false" : "mixed";
    button.setAttribute("aria-checked", state);
    button.setAttribute("aria-label", nameOf(part, index));
    button.title = `${nameOf(part, index)}: ${value}`;
    button.style.setProperty("--strength", value);
    const chosen = part === selected.part && index === selected.index;
    button.classList.toggle("rl-net-chosen", chosen);
    button.tabIndex = chosen ? 0 : -1; // one stop for the tab key; arrows go on from there
    if (value !== 1) weakened.push(`${nameOf(part, index)}: ${value}`);
  }
  const value = strength(selected.part, selected.index);
  root.querySelector(".rl-net-selected").textContent = fill(words.strength, {
    name: nameOf(selected.part, selected.index),
  });
  root.querySelector("input[type=range]").value = value;
  root.querySelector("output").textContent = value.toFixed(2);
  root.querySelector("summary").textContent = weakened.length
    ? fill(words.weakened, { count: weakened.length })
    : words.whole;
  root
    .querySelector(".rl-net-list ul")
    .replaceChildren(...weakened.map((line) => make("li", "", line)));
}

function choose(button) {
  isChosen = true;
  selected = { part: button.dataset.part, index: Number(button.dataset.index) };
}

function findWeakened() {
  const part = parts().find((one) => props.value[one].some((value) => value !== 1));
  return part && { part, index: props.value[part].findIndex((value) => value !== 1) };
}

function draw() {
  if (!props.value) return;
  keepClicks();
  const count = blocks().length;
  if (!isChosen) selected = findWeakened() ?? { part: parts()[0], index: 0 };
  if (!parts().includes(selected.part) || selected.index >= count) {
    selected = { part: parts()[0], index: 0 };
  }
  const wanted = JSON.stringify([props.value.model, props.value.words]);
  if (wanted !== drawn) build();
  drawn = wanted;
  refresh();
}

// A picture from the server answers a click of some moments ago: what was clicked since stays.
function keepClicks() {
  const { model } = props.value;
  const missed = log.filter((click) => click.number > props.value.clicks && click.model === model);
  clicks = Math.max(clicks, props.value.clicks);
  if (missed.length === 0) return;
  const merged = { ...props.value, skip: [...props.value.skip], branch: [...props.value.branch] };
  for (const { part, index, value } of missed) merged[part][index] = value;
  props.value = { ...merged, clicks };
}

function set(value) {
  const { part, index } = selected;
  const changed = [...props.value[part]];
  changed[index] = value;
  clicks += 1;
  log.push({ number: clicks, model: props.value.model, part, index, value });
  props.value = { ...props.value, [part]: changed, clicks };
  refresh();
}

function tell(event) {
  shown = JSON.stringify([props.value.model, props.value.skip, props.value.branch]);
  trigger(event);
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-part]");
  if (!button) return;
  choose(button);
  set(strength(selected.part, selected.index) === 1 ? 0 : 1);
  tell("input");
});

// Arrows go on from where the focus is, however it came there.
element.addEventListener("focusin", (event) => {
  const button = event.target.closest("button[data-part]");
  if (!button) return;
  choose(button);
  refresh();
});

element.addEventListener("input", (event) => {
  if (event.target.type === "range") set(Number(event.target.value));
});
element.addEventListener("change", (event) => {
  if (event.target.type === "range") tell("input");
});

element.addEventListener("keydown", (event) => {
  const button = event.target.closest("button[data-part]");
  if (!button) return;
  const { part, index } = selected;
  const moves = {
    ArrowLeft: { part, index: index - 1 },
    ArrowRight: { part, index: index + 1 },
    ArrowUp: { part: parts()[0], index },
    ArrowDown: { part: "branch", index },
    Home: { part, index: 0 },
    End: { part, index: blocks().length - 1 },
  };
  const next = moves[event.key];
  if (!next || next.index < 0 || next.index >= blocks().length) return;
  event.preventDefault();
  selected = next;
  refresh();
  buttonAt(selected).focus();
});

// `input` is a click of the visitor's, `submit` another plan drawn by the server.
watch("value", () => {
  draw();
  const now = JSON.stringify([props.value.model, props.value.skip, props.value.branch]);
  if (now !== shown) tell("submit");
});
draw();
