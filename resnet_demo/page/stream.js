// Keeps gradio's stream of answers open while an answer is to come. Gradio's server (6.31) ends the
// stream once it has answered all it was asked, and its part in the browser takes what was asked
// meanwhile for a part of that stream: its answer came with the next event, or never. So gradio sees
// one stream that does not end, and behind it the server's streams follow one another.

(() => {
  const ask = window.fetch;
  const asked = new Set(); // events whose answer is to come
  const early = new Set(); // events that were answered before they were known here
  let goOn = () => {};

  function note(event) {
    if (!event || early.delete(event)) return;
    asked.add(event);
    goOn();
  }

  // Everything but the end of a stream.
  function isForPage(message) {
    if (message.includes("process_completed")) {
      const { msg, event_id: event } = JSON.parse(message.replace(/^data:/, ""));
      if (msg === "process_completed" && !asked.delete(event)) early.add(event);
    }
    return !message.startsWith('data: {"msg":"close_stream"');
  }

  async function pass(response, page) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const messages = (rest + part.value).split("\n\n");
      rest = messages.pop();
      const text = messages.filter(isForPage).map((message) => `${message}\n\n`);
      if (text.length) page.enqueue(new TextEncoder().encode(text.join("")));
    }
  }

  async function follow(request, first, page) {
    let response = first;
    while (response.ok) {
      await pass(response, page);
      if (!asked.size) await new Promise((resolve) => (goOn = resolve));
      response = await ask(request.clone());
    }
    throw Error(`The answers cannot be read: ${response.status}`);
  }

  async function openStream(request) {
    const response = await ask(request.clone());
    if (!response.ok) return response;
    const start = (page) => {
      let isOver = false;
      const end = (how) => () => isOver || ((isOver = true), how());
      request.signal.addEventListener("abort", end(() => page.close()));
      follow(request, response, page).catch((error) => end(() => page.error(error))());
    };
    return new Response(new ReadableStream({ start }), { headers: response.headers });
  }

  window.fetch = async (target, options) => {
    const { pathname } = new URL(target.url ?? target, location.href);
    if (pathname.endsWith("/queue/data")) return openStream(new Request(target, options));
    const response = await ask(target, options);
    if (pathname.endsWith("/queue/join") && response.ok) {
      note((await response.clone().json()).event_id);
    }
    return response;
  };
})();
