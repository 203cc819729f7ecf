// Shows gradio (6.31) one stream of answers that does not end; behind it the server's streams follow
// one another, each opened when something is asked. The server ends a stream once it has answered
// all it was asked, and gradio's part in the browser takes what was asked meanwhile for a part of
// that stream: the answer came with the next event, or never.
//
// On the way it passes on, as the event `rl-place`, which place in the queue a run has.

(() => {
  const ask = window.fetch;
  const HEAD = /^data: {"msg":"(\w+)","event_id":(?:"(\w+)"|null)/;
  const asked = new Map(); // events whose answer is to come, and what each was asked with
  const early = new Set(); // events that were answered before they were known here
  let goOn = () => {};

  function note(event, data) {
    if (!event || early.delete(event)) return;
    asked.set(event, data);
    goOn();
  }

  // Notes what a message means for what is asked; returns its kind.
  function read(message) {
    const [, kind, event] = HEAD.exec(message) ?? [];
    if (kind === "process_completed" && !asked.delete(event)) early.add(event);
    if (kind === "unexpected_error") asked.clear(); // gradio ends all events with it
    if (kind === "estimation" && asked.has(event)) {
      const detail = { ...JSON.parse(message.slice("data: ".length)), data: asked.get(event) };
      dispatchEvent(new CustomEvent("rl-place", { detail }));
    }
    return kind;
  }

  // Passes a stream of the server's on to the page; returns how many messages it had.
  async function pass(response, page) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let [rest, count] = ["", 0];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const messages = (rest + part.value).split("\n\n");
      rest = messages.pop();
      count += messages.length;
      for (const message of messages) {
        if (read(message) === "close_stream") continue;
        page.enqueue(new TextEncoder().encode(`${message}\n\n`));
      }
    }
    return count;
  }

  async function follow(request, first, page) {
    let response = first;
    for (;;) {
      // A stream that breaks is gradio's affair only where somebody waits for an answer.
      const count = await pass(response, page).catch(() => 0);
      if (asked.size && !count) throw Error("The stream of answers broke off");
      if (!asked.size) await new Promise((resolve) => (goOn = resolve));
      response = await ask(request.clone());
      if (!response.ok) throw Error(`The answers cannot be read: ${response.status}`);
    }
  }

  async function openStream(request) {
    const response = await ask(request.clone());
    if (!response.ok) return response;
    const start = (page) => {
      const ended = new Promise((resolve) => request.signal.addEventListener("abort", resolve));
      Promise.race([follow(request, response, page), ended])
        .finally(() => asked.clear())
        .then(
          () => page.close(),
          (error) => page.error(error),
        );
    };
    return new Response(new ReadableStream({ start }), { headers: response.headers });
  }

  window.fetch = async (target, options) => {
    const { pathname } = new URL(target.url ?? target, location.href);
    if (pathname.endsWith("/queue/data")) return openStream(new Request(target, options));
    const response = await ask(target, options);
    if (pathname.endsWith("/queue/join") && response.ok) {
      const { event_id: event } = await response.clone().json().catch(() => ({}));
      note(event, JSON.parse(options.body).data);
    }
    return response;
  };
})();
