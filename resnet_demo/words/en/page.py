"""English: the page around the experiments: progress, messages and what figures share."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "licence": "Code and trained weights: Apache License 2.0. Weights of ImageNet networks come "
    "from timm under their own licences, which their cards name.",
    "tagline_lab": "What do skip connections do? Add a photo, see how a residual network "
    "classifies it, and see what changes when its skip connections are removed.",
    "pages": "Pages",
    "page_lab": "Lab",
    "page_networks": "Networks",
    "page_learn": "Learn",
    "tagline_networks": "Every network that this app knows, with its card, and what depth does to "
    "networks with and without skip connections.",
    "tagline_learn": "What skip connections do, in four steps: predict, measure, compare.",
    "to_drawing": "Skip to the drawing",
    "to_learn": "New here? Learn what skip connections do, in four steps.",
    "theme_light": "Light",
    "theme_dark": "Dark",
    "theme_system": "System look",
    "photos": "Photos",
    "device": "Device",
    "device_auto": "Automatic",
    "cancel": "Cancel",
    "add_photos": "Add photos",
    "sample_ship": "Ship",
    "sample_horse": "Horse",
    "sample_bird": "Bird",
    "sample_airplane": "Airplane",
    "sample_truck": "Truck",
    "sample_automobile": "Automobile",
    "sample_frog": "Frog",
    "sample_lion": "Lion (outside the classes)",
    "sample_tower": "Tower (outside the classes)",
}

SENTENCES: dict[str, str] = {
    "photos_over": "The strip holds {limit} photos. The first {limit} are there, and "
    "{left} were left out.",
    "photos_over_title": "Photos were left out",
    "cost_photos": "{name} and {others:more photo|more photos}",
    "cost_moment": "{inputs:forward pass|forward passes} of {networks:list} on {photo}, less than "
    "a second on this machine.",
    "cost_seconds": "{inputs:forward pass|forward passes} of {networks:list} on {photo}, "
    "about {seconds} s on this machine.",
    "cost_minutes": "{inputs:forward pass|forward passes} of {networks:list} on {photo}, "
    "about {minutes} min on this machine.",
    "save_charts": "Charts as {format}",
    "same_command": "The same on the command line",
    "about_command": "Pasted in the folder of the project, this line prints the same numbers. A "
    "photo of your own has to lie there.",
    "copy_command": "Copy",
    "copied": "Copied",
    "not_done": "Nothing was changed",
    "no_method": "Select at least one method first.",
    "passes": "Pass {done} of {total}…",
    "passes_left": "Pass {done} of {total}, about {seconds} s left…",
    "finishing": "Almost done: the result is being drawn…",
    "time_left": "About {seconds} s left…",
    "study_time": "It took {seconds} s.",
    "axis_probability": "probability, %",
    "axis_logit": "logit",
    "series_interval": "5th to 95th percentile",
    "series_mean": "mean",
    "no_photo": "Add at least one photo first.",
    "waiting": "Waiting in the queue…",
    "waiting_place": "Waiting in the queue, place {place} of {waiting}…",
    "waiting_seconds": "Waiting in the queue, place {place} of {waiting}: about {seconds} s until "
    "the result…",
    "waiting_minutes": "Waiting in the queue, place {place} of {waiting}: about {minutes} min "
    "until the result…",
    "not_started": "The request could not be started; the message at the edge of the page says "
    "why. If the server is busy, try again in a moment.",
    "loading": "Loading the network…",
    "downloading": "Downloading the weights. This happens once for each network…",
    "reading": "Photo {done} of {total}…",
    "computing": "Computing…",
    "cancelled": "Cancelled.",
    "unexpected": "Something went wrong on the server. It is logged under {incident}.",
    "axis_layer": "layer, from the input",
    "axis_block": "block, from the input",
    "axis_response": "standard deviation",
    "axis_gradient": "gradient norm, logarithmic",
    "line_whole": "intact network",
}
