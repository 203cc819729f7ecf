"""The stream of gradio's answers, in a real browser."""

import pytest

from tests.browser.conftest import Visit

# The news that the server ended its stream comes late, as it does on a busy machine, or the
# connection breaks instead.
SCRIPT = """
const ask = window.fetch;
window.fetch = async (...request) => {
  const response = await ask(...request);
  if (!response.url.includes("/queue/data")) return response;
  const late = new TransformStream({
    async transform(chunk, page) {
      const text = new TextDecoder().decode(chunk);
      if (!text.includes("close_stream")) return page.enqueue(chunk);
      const [before, after] = text.split(/(?=data: {"msg":"close_stream")/);
      if (after) page.enqueue(new TextEncoder().encode(before));
      window.isEnding = true;
      while (window.isHeld) await new Promise((resolve) => setTimeout(resolve, 20));
      if (window.isBroken) return page.error(new TypeError("the network is gone"));
      page.enqueue(new TextEncoder().encode(after ?? before));
    },
  });
  return new Response(response.body.pipeThrough(late), { headers: response.headers });
};
"""


@pytest.fixture
def page(browsers, server):
    page = browsers("en-US").new_page()
    page.add_init_script(SCRIPT)
    page.goto(f"{server.url}?panel=classify")
    page.wait_for_selector("#bench:not([inert]) #answers [data-address]")
    yield page
    Visit(page).close()


def test_what_is_asked_while_a_stream_ends_is_answered(page):
    arc = page.locator("#network button[data-part=skip]").first
    page.evaluate("window.isHeld = true")
    arc.click()
    page.wait_for_function("new URL(location).searchParams.has('plan')")
    page.wait_for_function("window.isEnding")  # for the server it is over
    with page.expect_response("**/queue/join**") as asked:
        arc.click()
    asked.value.finished()
    page.evaluate("window.isHeld = false")
    page.wait_for_function("!new URL(location).searchParams.has('plan')")
    # A stream that breaks when nobody waits for an answer takes no later answer with it.
    page.evaluate("window.isBroken = true")
    for is_cut in (True, False, True):
        page.evaluate("window.isEnding = false")
        arc.click()
        page.wait_for_function(
            "isCut => new URL(location).searchParams.has('plan') === isCut", arg=is_cut
        )
        page.wait_for_function("window.isEnding")
