// The head of the bench in a narrow window: it says what the bench shows, and folds it.

window.benchHead = {
  // The marked photo and the network, and the first class of each column.
  tell(bench) {
    const answers = [...(bench?.querySelectorAll(".rl-column") ?? [])].map((column) => {
      const label = column.querySelector(".rl-label")?.textContent;
      if (!label) return "–";
      // A Chinese name has the English one in brackets behind it.
      return `${label.replace(/^(\p{Script=Han}+) \(.*/u, "$1")} ${column.querySelector(".rl-value").textContent}`;
    });
    const photo = bench?.querySelector("h2")?.textContent;
    const network = bench && JSON.parse(bench.dataset.address).plan.split(":")[0];
    const lines = [[photo, network].filter(Boolean), answers].map((parts) => parts.join(" · "));
    const said = document.querySelectorAll("#bench-head button span");
    said.forEach((line, index) => (line.textContent = lines[index]));
  },

  fold(isFolded) {
    const button = document.querySelector("#bench-head button");
    button.setAttribute("aria-expanded", String(!isFolded));
    // It stays at the top of the window, and the panels follow it.
    if (isFolded && button.getBoundingClientRect().top <= 0) {
      document.querySelector("#panels").scrollIntoView();
    }
  },
};

addEventListener("click", ({ target }) => {
  const button = target.closest?.("#bench-head button");
  if (button) benchHead.fold(button.getAttribute("aria-expanded") === "true");
  // The drawing, which this link leads to, is in the bench.
  else if (target.closest?.("a.rl-skip")) benchHead.fold(false);
}, true);
