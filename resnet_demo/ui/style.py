"""How the page looks: a theme without web fonts, and the style of the HTML in ``panels``."""

from __future__ import annotations

import gradio as gr

# The system's own fonts: nothing is fetched, and Chinese has a proper face on every system.
FONTS = (
    "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "PingFang SC",
    "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif",
)  # fmt: skip
MONOSPACE_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def make_theme() -> gr.themes.Base:
    """Returns the theme."""
    return gr.themes.Default(
        primary_hue=gr.themes.colors.blue, secondary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate, radius_size=gr.themes.sizes.radius_md,
        font=FONTS, font_mono=MONOSPACE_FONTS,
    )  # fmt: skip


# Blue for answers and orange for the box, as in ``render``: they differ for every colour vision.
CSS = """
:root { --rl-muted: #4b5563; }
.dark { --rl-muted: #a9b4c4; }
.gradio-container > main { width: 100%; max-width: 1240px !important; }
.rl-header .html-container, #results .html-container, #comparison .html-container,
#empty-results .html-container, #empty-comparison .html-container, #zoo-card .html-container,
#status .html-container, #compare-status .html-container { padding: 0 !important; }
#status:not(:has(div div > *)), #compare-status:not(:has(div div > *)),
#results:not(:has(div div > *)), #comparison:not(:has(div div > *)),
#zoo-card:not(:has(div div > *)),
#results:has(div div > *) ~ #empty-results,
#comparison:has(div div > *) ~ #empty-comparison { display: none; }
#photos .fixed-height { min-height: 10rem; }
#photos .grid-wrap { max-height: 24rem; overflow-y: auto; padding-top: 2.5rem; }
.rl-header h1 { font-size: 1.7rem; font-weight: 700; margin: 0; line-height: 1.2; }
.rl-header { gap: .25rem !important; }
.rl-header .rl-tagline { color: var(--rl-muted); }
#model input, #compared-model input { text-overflow: ellipsis; }
.rl-hint { font-size: .875rem; }
.rl-samples { display: grid !important; gap: .5rem;
  grid-template-columns: repeat(auto-fill, minmax(6.4rem, 1fr)); }
.rl-samples button { justify-content: flex-start; }
.rl-samples button img { width: 2.25rem; height: 2.25rem; object-fit: cover; border-radius: .3rem; }

.rl-note-panel, .rl-error { border-radius: .6rem; padding: 1.25rem; text-align: center; }
.rl-note-panel { border: 1px dashed var(--border-color-primary);
  color: var(--rl-muted); }
#empty-results .rl-note-panel, #results .rl-note-panel { padding: 3.5rem 1.25rem; }
.rl-error { text-align: left; border: 1px solid var(--border-color-primary);
  border-left: .35rem solid #D55E00; background: var(--background-fill-primary); }
.rl-error p { margin: 0; overflow-wrap: anywhere; }
.rl-status { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; padding: .5rem 0; }
.rl-status progress { flex: 1 1 8rem; height: .6rem; accent-color: var(--primary-600); }

.rl-results { color: var(--body-text-color); }
.rl-results h2 { font-size: 1.2rem; font-weight: 650; margin: 0 0 .25rem; overflow-wrap: anywhere; }
.rl-results h3 { font-size: 1rem; font-weight: 650; margin: 0 0 .5rem; overflow-wrap: anywhere; }
.rl-results p { margin: 0 0 .35rem; }
.rl-meta, .rl-fine, .rl-about { font-size: .85rem; color: var(--rl-muted);
  overflow-wrap: anywhere; }
.rl-quiet { font-size: .9rem; border-left: .25rem solid #E69F00; padding-left: .6rem; }
.rl-cards { display: grid; gap: .9rem; margin: .9rem 0; }
.rl-card, .rl-column { background: var(--background-fill-primary); padding: .9rem;
  border: 1px solid var(--border-color-primary); border-radius: .6rem; min-width: 0; }
.rl-card { display: grid; grid-template-columns: minmax(0, 14rem) minmax(0, 1fr); gap: 1rem;
  align-items: start; }
.rl-card.rl-failed { grid-template-columns: minmax(0, 1fr); border-left: .35rem solid #D55E00; }
.rl-picture { display: block; max-width: 100%; max-height: 22rem; border-radius: .35rem;
  margin: 0 auto; }
.rl-fine { margin-top: .6rem !important; }
.rl-about { margin-bottom: .7rem !important; }

.rl-bars { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
.rl-bars li { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: .75rem;
  margin: 0; }
.rl-label { overflow-wrap: anywhere; }
.rl-value { font-variant-numeric: tabular-nums; }
.rl-bars li:first-child .rl-label, .rl-bars li:first-child .rl-value { font-weight: 650; }
.rl-track { grid-column: 1 / -1; height: .5rem; border-radius: .25rem; overflow: hidden;
  background: var(--border-color-primary); }
.rl-track span { display: block; height: 100%; background: #6AAED6; }
.rl-bars li:first-child .rl-track span { background: #0072B2; }
.dark .rl-bars li:first-child .rl-track span { background: #56B4E9; }
.dark .rl-track span { background: #2F6F9F; }

.rl-table-head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline;
  justify-content: space-between; margin-top: 1.1rem; }
.rl-table { overflow-x: auto; }
.rl-table tr { border: 0 !important; }
.rl-table table { border: 0 !important; width: 100%; border-collapse: collapse; font-size: .9rem; }
.rl-table th, .rl-table td { text-align: left; padding: .4rem .6rem; overflow-wrap: anywhere;
  border: 0 !important; border-bottom: 1px solid var(--border-color-primary) !important; }
.rl-table th { white-space: nowrap; }
.rl-table td:nth-child(n+3) { white-space: nowrap; font-variant-numeric: tabular-nums; }
.rl-download { font-weight: 600; color: var(--link-text-color); text-decoration: underline; }

.rl-compared { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center;
  margin-bottom: 1rem; }
.rl-compared > div { flex: 1 1 18rem; min-width: 0; }
.rl-compared .rl-picture { max-height: 16rem; margin: 0; }
.rl-columns { display: grid; gap: .9rem; grid-template-columns: repeat(3, minmax(0, 1fr)); }
.rl-column { border-top: .35rem solid #0072B2; }
.rl-ablated { border-top-style: dashed; }
.rl-plain_twin { border-top-color: #E69F00; }

.rl-model-card dl { display: grid; grid-template-columns: max-content minmax(0, 1fr);
  gap: .3rem 1rem; margin: .5rem 0 1.2rem; font-size: .9rem; }
.rl-model-card dt { color: var(--rl-muted); }
.rl-model-card dd { margin: 0; overflow-wrap: anywhere; }
.rl-class-table table { max-width: 44rem; }
.rl-class-table th[scope=row] { font-weight: 400; }
.rl-class-table td, .rl-class-table th:not(:first-child) { text-align: right !important;
  font-variant-numeric: tabular-nums; }
#zoo-table tbody td { cursor: pointer; }

@media (max-width: 640px) {
  .rl-model-card dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .rl-model-card dd { margin-bottom: .5rem; }
  .rl-class-table table { font-size: .8rem; }
  .rl-class-table th { white-space: normal; }
  .rl-card, .rl-columns { grid-template-columns: minmax(0, 1fr); }
  .rl-results th, .rl-results td { padding: .35rem .4rem; }
  .rl-answers th:nth-child(4), .rl-answers td:nth-child(4) { display: none; } /* on the card */
  .rl-samples { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
"""
