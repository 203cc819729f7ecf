// What belongs to what: the address of the page follows the bench (`address.js`), results of another
// bench are dimmed, and a quick panel that is open answers by itself. `bench.py` calls `follow`.

window.resnetLab = {
  bench: () => document.querySelector("#answers [data-model]"),
  // The result of a panel itself, not of a panel in it.
  result: (panel) =>
    [...panel.querySelectorAll("[data-of]")].find((one) => one.closest(".rl-panel") === panel),

  // Each photo lies in a folder that is named after its content.
  photos: () =>
    [...document.querySelectorAll("#photos .thumbnail-item img")]
      .map((photo) => decodeURIComponent(photo.src).split("/").at(-2))
      .join(" "),

  // Whether a result is of what the bench shows: the marked photo, or all of them.
  isOf(result, bench) {
    const { of, scope, photos = this.photos() } = result.dataset;
    return of === bench?.getAttribute(`data-${scope}`) && photos === this.photos();
  },

  // The strip shows the marked photo, however many there are; the page stays where it is.
  showMarked() {
    const photo = document.querySelector("#photos .thumbnail-item.selected");
    const strip = photo?.closest(".grid-wrap");
    if (!strip) return;
    const [inner, outer] = [photo, strip].map((one) => one.getBoundingClientRect());
    if (inner.top < outer.top || inner.bottom > outer.bottom) strip.scrollTop += inner.top - outer.top;
  },

  // After every answer of the bench, after a result of a panel, and when the photos change.
  follow() {
    const bench = this.bench();
    this.showMarked();
    this.dim(bench);
    benchHead.tell(bench);
    const shown = document.querySelector("#answers [data-address]"); // also without a photo
    if (shown) labAddress.follow(JSON.parse(shown.dataset.address));
    if (bench || !this.photos()) this.askCosts(bench); // else the answer is on its way
    if (bench) this.start();
  },

  // Asks what the open panels would cost, once for each state of the bench.
  askCosts(bench) {
    const state = (bench?.dataset.columns ?? "") + this.photos();
    for (const button of document.querySelectorAll(".rl-ask-cost")) {
      const panel = button.closest(".rl-panel");
      if (!panel.offsetParent || panel.dataset.costOf === state) continue;
      panel.dataset.costOf = state;
      button.click();
    }
  },

  // Dims the results that are of another bench than what it shows, which may be nothing.
  dim(bench) {
    for (const panel of document.querySelectorAll(".rl-panel")) {
      const result = this.result(panel);
      if (!result) continue;
      panel.classList.toggle("rl-stale", !this.isOf(result, bench));
    }
  },

  // Starts the panel that is open if it is a quick one and shows nothing of this bench.
  start() {
    const bench = this.bench();
    const panel = [...document.querySelectorAll(".rl-quick")].find((one) => one.offsetParent);
    if (!bench || !panel) return;
    const asked = bench.dataset.columns;
    const shown = this.result(panel);
    if (shown && this.isOf(shown, bench)) return;
    // A result of another bench may have come since: asked again, but not for ever.
    const times = panel.dataset.asked === asked ? Number(panel.dataset.times) + 1 : 1;
    const isBusy = panel.querySelector(".rl-status");
    if (times > 1 && (!shown || isBusy || times > 3)) return;
    Object.assign(panel.dataset, { asked, times });
    panel.querySelector("button.rl-start").click();
  },

  open(panel) {
    labAddress.open(panel);
    this.followOnceShown(panel, 100);
  },

  // Gradio tells of a tab before it shows it, on a busy machine long before.
  followOnceShown(panel, tries) {
    if (document.querySelector(`#panel-${panel}`)?.offsetParent) this.follow();
    else if (tries > 0) setTimeout(() => this.followOnceShown(panel, tries - 1), 100);
  },
};

// Who cancels a quick panel does not want it to start again by itself, unless the bench changes.
addEventListener("click", ({ target }) => {
  const panel = target.closest?.("[id$='-cancel']")?.closest(".rl-quick");
  const asked = resnetLab.bench()?.dataset.columns;
  if (panel && asked) Object.assign(panel.dataset, { asked, times: Infinity });
});

// The link that skips to the drawing; gradio's page has a base address, which a `#` would lead to.
addEventListener("click", (event) => {
  if (!event.target.closest?.("a.rl-skip")) return;
  event.preventDefault();
  document.querySelector("#network button[tabindex='0']").focus();
});
