// Says in the line of a run that waits in the queue which place it has, and about when its result is
// there. `stream.js` passes on what the server says of it: when it is put there, and once a second.

(() => {
  const PAUSE_MS = 500; // a run that starts at once has no place

  function tell({ data, rank, queue_size: waiting, rank_eta: wait }) {
    const lines = [...document.querySelectorAll(".rl-waiting")];
    const line = lines.find(({ dataset }) => data.includes(dataset.turn));
    if (!line) return; // it has begun, is cancelled or was asked for again
    // Gradio takes the mean over all runs, and a quick panel ends most of its own at once.
    if (line.closest(".rl-panel")?.classList.contains("rl-quick")) wait = null;
    // Once the time that was told is over, no other is told.
    const now = performance.now() / 1000;
    if (wait !== null) line.end = Math.min(line.end ?? Infinity, now + wait);
    const text = describe(JSON.parse(line.dataset.words), now < line.end ? wait : null);
    const said = text.replace("{place}", rank + 1).replace("{waiting}", waiting);
    // A screen reader says what is written, so nothing is written twice.
    const shown = line.querySelector("span");
    if (shown.textContent === said) return;
    shown.textContent = said;
    line.querySelector("progress").setAttribute("aria-label", said);
  }

  // The time is rounded, so that it changes every ten seconds at most.
  function describe({ place, seconds, minutes }, wait) {
    if (wait === null) return place;
    if (wait > 90) return minutes.replace("{minutes}", Math.round(wait / 60));
    return seconds.replace("{seconds}", Math.max(1, Math.round(wait / 10)) * 10);
  }

  addEventListener("rl-place", ({ detail }) => setTimeout(() => tell(detail), PAUSE_MS));
})();
