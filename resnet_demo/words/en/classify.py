"""English: the experiment *classify*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_classify": "Classify",
    "option_top": "Classes per photo",
    "classify_views": "Views per photo",
    "classify_views_info": "A single view is the centre crop, with which test accuracies are "
    "measured. The average also uses the whole photo, two closer crops and the mirror images of "
    "all of them. It is slower, and more often right on photos that are not cropped to the object.",
    "views_average": "Average over views",
    "views_single": "Single view",
    "classify": "Classify",
    "classify_how": "Every photo of the bench, classified by the network as it was trained.",
}

SENTENCES: dict[str, str] = {
    "results_of": "Answer of {model}",
    "world_cifar10": "A CIFAR-10 network has ten classes ({classes}) and assigns every photo to "
    "one of them.",
    "model_line": "{model}: test accuracy {accuracy}",
    "model_line_bare": "{model}",
    "details": "Details",
    "card_line": "weights sha256 {digest}",
    "time_line": "{decode} decode · {preprocess} preprocess · {forward} forward pass · on {device}",
    "views_average": "average over several views and their mirror images",
    "views_single": "a single view of each photo",
    "box_single": "{width} × {height} pixels. The box is what the network sees.",
    "box_average": "{width} × {height} pixels. The box is the centre crop, one of the views that "
    "are averaged.",
    "photo_of": "Photo {name}",
    "not_classified": "Not classified",
    "answers_table": "All photos",
    "column_file": "File",
    "column_label": "Answer",
    "column_probability": "Probability",
    "column_size": "Size",
    "world_own": "This network has {count} classes ({classes}) and assigns every photo to one of "
    "them.",
    "and_more": "and {count} more",
    "calibrated": "probabilities at temperature {temperature:.2f}",
}
