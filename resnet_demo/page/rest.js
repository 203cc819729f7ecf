// Lets an open page rest. The clock of gradio's "Loading..." (6.31) goes on after it is taken away and
// asks for every frame, for as long as the page is open: its last request is withdrawn.

(() => {
  const requestFrame = window.requestAnimationFrame;
  const clocks = new Set();
  window.requestAnimationFrame = (callback) => {
    if (!String(callback).includes("performance.now()")) return requestFrame(callback);
    const request = requestFrame((time) => {
      clocks.delete(request);
      callback(time);
    });
    clocks.add(request);
    return request;
  };
  const isLoading = (node) => node.dataset?.testid === "status-tracker";
  const watch = new MutationObserver((changes) => {
    if (!changes.some(({ removedNodes }) => [...removedNodes].some(isLoading))) return;
    watch.disconnect();
    window.requestAnimationFrame = requestFrame;
    for (const request of clocks) cancelAnimationFrame(request);
  });
  watch.observe(document, { childList: true, subtree: true });
})();
