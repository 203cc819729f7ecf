"""The three pages, the API, and how they are served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.http.api import build_api
from resnet_demo.http.requests import EXCEPTION_HANDLERS, AnswerGuard, guard_endpoints
from resnet_demo.models.store import ModelStore
from resnet_demo.page import address
from resnet_demo.page.bench import SCRIPT as BENCH_SCRIPT
from resnet_demo.page.bench import build_bench
from resnet_demo.page.caching import AssetCache
from resnet_demo.page.context import I18N, PRIVATE, Context, mark
from resnet_demo.page.first import FirstScripts
from resnet_demo.page.head import SCRIPT as HEAD_SCRIPT
from resnet_demo.page.language import build_header
from resnet_demo.page.learn.build import build_learn
from resnet_demo.page.navigation import LINK_SCRIPT, PATHS
from resnet_demo.page.networks.build import build_networks
from resnet_demo.page.results import SCRIPT as RESULTS_SCRIPT
from resnet_demo.page.samples import list_sample_paths
from resnet_demo.page.security import forbid_fetching, guard_options, silence_analytics
from resnet_demo.page.study import frame_panel
from resnet_demo.page.style import CSS, make_theme
from resnet_demo.page.turns import SCRIPT as QUEUE_SCRIPT
from resnet_demo.settings import Settings
from resnet_demo.words.text import PRODUCT

# Uploads leave the disk within two hours: looked for every half hour, removed after one and a half.
DELETE_CACHE_S = (1800, 5400)
SCRIPTS = (
    address.SCRIPT,
    BENCH_SCRIPT,
    HEAD_SCRIPT,
    RESULTS_SCRIPT,
    LINK_SCRIPT,
    QUEUE_SCRIPT,
)


def build_page(settings: Settings) -> gr.Blocks:
    """Builds the pages; ``launch_options`` says how to serve them."""
    silence_analytics()
    forbid_fetching()
    page = gr.Blocks(title=PRODUCT, delete_cache=DELETE_CACHE_S)
    store = ModelStore(settings)
    with page:
        context = Context(settings, store, page, gr.Textbox(visible=False))
        _frame(context, "lab", _build_lab)
        build_api(context)
    for name, build in OTHERS.items():
        with page.route(name, PATHS[name]):
            # An event reaches the components of its own page only.
            own = replace(context, language=gr.Textbox(visible=False))
            _frame(own, name, build)
    guard_endpoints(page)
    # Without the queue a request would skip the limit on how many compute at once. What waits in it
    # is told its place every second: else not when somebody before it is cancelled.
    page.queue(status_update_rate=1, max_size=settings.queue_size, api_open=False)
    return page


def _frame(context: Context, name: str, build: Callable[[Context], None]) -> None:
    """Lays out a page between its head and its foot."""
    with gr.Column(elem_classes="rl-header"):
        if name == "lab":
            # For the keyboard: the first stop of the page, and the only one before the drawing.
            link = f'<a class="rl-skip" href="#network">{mark("to_drawing")}</a>'
            gr.HTML(link, padding=False, elem_classes="rl-skip-frame")
        build_header(name)
        gr.Markdown(I18N(f"tagline_{name}"), elem_classes="rl-tagline")
        if name == "lab":
            link = f'<a class="rl-link rl-page" href="{PATHS["learn"]}">{mark("to_learn")}</a>'
            gr.HTML(link, padding=False)
    build(context)
    gr.Markdown(I18N("licence"), elem_id="licence", elem_classes="rl-hint")


def _build_lab(context: Context) -> None:
    """Lays out the bench and the panels under it."""
    bench = build_bench(context)
    with gr.Tabs(elem_id="panels") as tabs:
        for name, experiment in EXPERIMENTS.items():
            with (
                gr.Tab(I18N(f"tab_{name}"), id=name) as tab,
                frame_panel(quick=experiment.quick, elem_id=f"panel-{name}"),
            ):
                experiment.build_panel(context, bench)
            tab.select(None, js=f"() => resnetLab.open('{name}')", **PRIVATE)
    address.wire_address(context, bench, tabs)


# What stands on the pages beside the lab; their paths are in `PATHS`.
OTHERS: dict[str, Callable[[Context], None]] = {
    "networks": build_networks,
    "learn": build_learn,
}


def launch_options(settings: Settings) -> dict[str, Any]:
    """Returns the keywords for ``Blocks.launch``: look, words, and limits on requests."""
    guards = guard_options(settings)
    guards["app_kwargs"]["exception_handlers"] = EXCEPTION_HANDLERS
    guards["app_kwargs"]["middleware"] += [
        Middleware(AnswerGuard),
        Middleware(AssetCache),
        Middleware(FirstScripts),
    ]
    return {
        "theme": make_theme(),
        "css": CSS,
        "head": f"<script>{''.join(SCRIPTS)}</script>",
        "i18n": I18N,
        # Gradio's own settings would change the language of half the page.
        "footer_links": ["api"],
        "ssr_mode": False,
        "allowed_paths": list_sample_paths(),
        **guards,
    }
