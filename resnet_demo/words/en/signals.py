"""English: the experiment *signals*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_signals": "Signals",
    "signals_how": "Responses, gradients and how much each block changes its input, for one photo "
    "in three networks: the ResNet, the same weights under a plan, and the trained plain twin.",
    "signals_start": "Measure",
    "signals_seed": "Seed of the untrained weights",
    "signals_weights": "Weights",
    "weights_trained": "trained",
    "weights_initial": "untrained, He initialisation",
    "signals_he": "He et al. 2015 (§4.1) inspected the gradients of their plain networks, found "
    "healthy norms with BatchNorm, and judged vanishing gradients an unlikely cause of the "
    "degradation; they suspected very slow convergence. Compare the curves of the untrained "
    "weights.",
    "paths_how": "**Gradient paths.** The gradient of a ResNet of n blocks is a sum over 2ⁿ "
    "paths, each through some branches and past the others. Most are about n/2 branches long, but "
    "which lengths carry the gradient (Veit et al. 2016, figure 6)?",
    "signals_paths": "Paths sampled per length",
    "paths_start": "Trace paths",
}

SENTENCES: dict[str, str] = {
    "networks": "Network {done} of {total}…",
    "networks_left": "Network {done} of {total}, about {seconds} s left…",
    "signals_reference": "Gradients of the loss for {label}, the answer of the first network.",
    "paths_most": "**Paths through {first} to {last} of {blocks} branches carry {part} of the "
    "gradient.** It took {seconds} s.",
    "paths_none": "No path carries any gradient: the network is so certain of its answer that the "
    "loss has none.",
    "figure_photo_response_std": "Standard deviation of responses",
    "figure_photo_gradient_norm": "Gradient norm by block",
    "figure_photo_similarity": "Cosine similarity, input and output",
    "figure_path_norms": "Gradient norm of a path by length",
    "figure_path_shares": "Gradient and paths by path length",
    "axis_similarity": "cosine similarity",
    "axis_length": "path length, branches",
    "axis_share": "share, %",
    "series_gradient": "share of the gradient",
    "series_paths": "share of the paths",
    "signals_damaged": "A curve of a ResNet with parts cut or weakened is of a network that was "
    "damaged after its training: it never learnt to work this way.",
    "look_response_std": "Largest response of a layer: {items:list}.",
    "response_largest": "{name} {value}",
    "response_explodes": "{name} {value}, which is {ratio} times the first network's (it explodes)",
    "look_gradient_norm": "The gradient runs from right to left. At the first block it is, "
    "compared with the last block: {items:list}.",
    "gradient_changes": "{name} × {ratio}",
    "gradient_explodes": "{name} × {ratio} (it explodes)",
    "gradient_vanishes": "{name} 1/{ratio} (it vanishes)",
    "gradient_none": "{name} without any gradient",
    "look_similarity": "A block whose cosine similarity is near 1 hardly changes its input. Mean "
    "over the blocks: {items:list}.",
    "similarity_mean": "{name} {mean:.2f}",
    "look_path_norms_less": "A path through all {blocks} branches carries {ratio} times less "
    "gradient than one through a single branch.",
    "look_path_norms_more": "A path through all {blocks} branches carries {ratio} times more "
    "gradient than one through a single branch.",
    "look_path_norms_none": "A path through a single branch, or one through all {blocks}, carries "
    "no gradient.",
    "look_path_shares_short": "Most paths go through about {middle} branches, but most gradient "
    "comes along paths through {peak}: short paths carry it.",
    "look_path_shares_alike": "Most paths go through about {middle} branches, and most gradient "
    "comes along paths through {peak}: it is not the short paths that carry it.",
}
