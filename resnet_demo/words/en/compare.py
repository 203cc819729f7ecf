"""English: the experiment *compare*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "columns": "Choose the three networks",
    "column_number_1": "First column (reference)",
    "column_number_2": "Second column",
    "column_number_3": "Third column",
    "column_residual": "ResNet as trained",
    "column_ablated": "This ResNet with the drawn cuts",
    "column_pinned": "A second plan to compare",
    "column_plain_twin": "Trained plain twin",
    "column_none": "Empty",
    "batch": "Which photos of the bench keep their answer in each column?",
    "batch_start": "Compare all photos",
    "tab_compare": "All photos",
}

SENTENCES: dict[str, str] = {
    "about_uncut": "The same network again: its plan removes nothing.",
    "batch_kept": "{name}: {kept} of {total} photos keep the label of the first column",
    "compare_photo": "All networks see the same view, marked by the box.",
    "title_residual": "ResNet",
    "title_skips_cut": "This ResNet with skips cut",
    "title_skips_weakened": "This ResNet with skips weakened",
    "title_branches_cut": "This ResNet with branches cut",
    "title_branches_weakened": "This ResNet with branches weakened",
    "title_parts_cut": "This ResNet with skips and branches cut",
    "title_parts_weakened": "This ResNet with skips and branches weakened",
    "title_plain_weakened": "Plain network with branches weakened",
    "title_plain_twin": "Trained plain twin",
    "about_residual": "Trained with skip connections and used as trained.",
    "about_ablated": "The weights of the trained network under a plan that removes or weakens "
    "parts of it. Nothing was retrained, so these layers never learnt to work this way.",
    "about_plain_twin": "A network of the same depth and width that was trained without skip "
    "connections.",
    "certainty": "entropy {entropy:.2f} nats · margin over the second class {margin:.1%}",
    "agrees": "same answer as the first column · KL divergence {divergence:.2f} nats",
    "disagrees": "the answer of the first column ranks number {rank} here · KL divergence "
    "{divergence:.2f} nats",
    "which_is_which": "A ResNet whose skips are cut is not a plain network: it shows how much "
    "this trained ResNet relies on its skips. The effect of training without skips is "
    "shown only by the trained plain twin.",
    "column_accuracy": "Test accuracy {accuracy}",
    "column_accuracy_unknown": "Test accuracy not measured",
}
