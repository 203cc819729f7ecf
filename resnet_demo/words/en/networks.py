"""English: the pages on depth and on the model zoo."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_depth": "Depth",
    "tab_zoo": "Model zoo",
    "depth_paper": "Dotted lines with open markers show the test errors of He et al. 2015. Those "
    "of residual networks are from table 6; those of plain networks were read off figure 6, where "
    "plain-110 is only stated to be above 60%. The paper trained for 182 epochs; the recipes of "
    "the networks here are on their cards in the model zoo.",
    "depth_pair": "Inspect a pair of this depth",
    "depth_signals_how": "Responses are the outputs of every 3×3 layer after batch normalisation, "
    "before the addition and the ReLU. Gradients are the L2 norms of the loss gradient at the "
    "output of every block, averaged over 500 validation images. Both use the statistics of the "
    "batch, as training does.",
    "zoo_how": "Select a row to see its model card. The accuracies of CIFAR-10 networks were "
    "measured on the 10,000 test images, those of ImageNet networks are published by timm, and "
    "those of your own networks were measured on your test images, if you provided any. MACs "
    "(multiply-accumulate operations) are for one image of 32 × 32 (CIFAR-10) or 224 × 224 pixels "
    "(ImageNet).",
    "zoo_empty": "Select a network to see its card.",
    "zoo_here": "## On this machine\n\nThese networks can be used at once.",
    "zoo_absent": "## Not on this machine\n\nThese networks are downloaded on first use, or have "
    "to be trained first; without a network connection they cannot be used.",
}

SENTENCES: dict[str, str] = {
    "figure_random_accuracy": "Accuracy, random branches removed",
    "axis_accuracy_of": "accuracy on {images} images, %",
    "kind_residual": "residual",
    "kind_plain": "plain",
    "stage_initial": "at initialisation",
    "stage_trained": "trained",
    "figure_train_error": "Training error by depth",
    "figure_test_error": "Test error by depth",
    "figure_curves": "Error during training",
    "figure_responses": "Standard deviation of responses",
    "figure_gradients": "Gradient norm by block",
    "figure_confusion": "Confusion matrix on the test images",
    "figure_lesions": "Test accuracy, one block lesioned",
    "axis_depth": "depth, layers",
    "axis_epoch": "epoch",
    "axis_removed": "lesioned block",
    "axis_error": "error, %",
    "axis_error_log": "error, %, logarithmic",
    "axis_accuracy": "accuracy, %",
    "axis_answer": "predicted class",
    "axis_truth": "true class",
    "series_here": "{kind}, trained here",
    "series_paper": "{kind}, He et al. 2015",
    "depth_empty": "No trained CIFAR-10 network with measured errors is on this machine. `python "
    "-m resnet_demo train` trains one.",
    "depth_one_only": "At least two depths are needed to see the effect of depth.",
    "depth_plain_worse": "**Without skips, the deeper network fits its own training images "
    "worse**: training error rises from {first} at depth {shallow} to {last} at depth {deep}. "
    "Training error rules out overfitting: the deeper network is harder to optimise.",
    "depth_plain_better": "Without skips, training error falls from {first} at depth {shallow} to "
    "{last} at depth {deep}: these plain networks show no degradation.",
    "depth_plain_same": "Without skips, training error is about the same at depth {shallow} ("
    "{first}) and {deep} ({last}).",
    "depth_residual_same": "With skips, training error is about the same at depth {shallow} ("
    "{first}) and {deep} ({last}).",
    "depth_residual_worse": "With skips, training error rises from {first} at depth {shallow} to "
    "{last} at depth {deep}.",
    "depth_residual_better": "**With skips, depth helps**: training error falls from {first} at "
    "depth {shallow} to {last} at depth {deep}.",
    "depth_gradients": "At initialisation the gradient at the first block is {residual} times "
    "that at the last block in the residual network and {plain} times in the plain one. Unless it "
    "has vanished, vanishing gradients do not explain why the plain network trains worse; He et "
    "al. (§4.1) reach the same view for networks with batch normalisation.",
    "depth_no_profile": "The cards of this pair hold no signals yet: `python -m resnet_demo "
    "evaluate --update-card` measures them.",
    "look_depth_train": "Compare the two lines at each depth. They are furthest apart at depth "
    "{depth}: the training error is {plain} without skips and {residual} with them.",
    "look_depth_test": "Compare the two solid lines at each depth. They are furthest apart at "
    "depth {depth}: the test error is {plain} without skips and {residual} with them.",
    "look_depth_lone": "To compare the two kinds, a residual and a plain network of one depth are "
    "needed.",
    "look_curves": "Compare the colours at the right end. At the end of training the validation "
    "error is {residual_validation} with skips and {plain_validation} without, the running "
    "training error {residual_train} and {plain_train}.",
    "look_depth_responses_smaller": "Compare how high the lines run: over all layers the mean is "
    "{residual} with skips and {plain} without. He et al. (2015, figure 7) also found smaller "
    "responses with skips.",
    "look_depth_responses_larger": "Compare how high the lines run: over all layers the mean is "
    "{residual} with skips and {plain} without. He et al. (2015, figure 7) found smaller responses "
    "with skips, unlike this pair.",
    "look_confusion": "Right answers lie on the diagonal. The most frequent mistake: of "
    "{support:count} images of the class {true:quoted}, {count} are taken for {taken:quoted}.",
    "look_confusion_none": "Right answers lie on the diagonal, and there are no others.",
    "zoo_model": "Model",
    "zoo_parameters": "Params, M",
    "zoo_macs": "MACs, M",
    "zoo_size": "Size, MB",
    "zoo_accuracy": "Accuracy, %",
    "zoo_f1": "Macro F1, %",
    "zoo_recipe": "Recipe",
    "zoo_licence": "Licence",
    "zoo_hash": "SHA-256",
    "zoo_here": "Weights",
    "zoo_licence_repository": "as this project",
    "zoo_no_card": "{model} has no card on this machine: its weights are not here, or come from "
    "the hub.",
    "status_shipped": "shipped",
    "status_local": "in my folder",
    "status_cache": "downloaded",
    "status_download": "on first use",
    "status_missing": "not available",
    "card_of": "Card of {model}",
    "card_data": "Data",
    "card_data_value": "{name}: {parts}",
    "card_source": "Fine-tuned from",
    "card_recipe": "Recipe",
    "card_recipe_value": "{name}, {epochs} epochs, batch {batch}, peak learning rate {rate:g}, "
    "seed {seed}",
    "part_train": "training",
    "part_validation": "validation",
    "part_test": "test",
    "card_errors": "Error",
    "card_error_train": "training {error:.2%}",
    "card_error_validation": "validation {error:.2%}",
    "card_error_test": "test {error:.2%}",
    "card_calibration": "Calibration",
    "card_calibration_value": "expected calibration error {before:.2%}; {after:.2%} at "
    "temperature {temperature:.3f}, fitted on one view of the validation images",
    "card_time": "Training time",
    "card_time_value": "{minutes:,.0f} minutes on {hardware}",
    "card_versions": "Versions",
    "card_command": "Command",
    "card_details": "Calibration, training time, versions and file",
    "card_bench": "Open this network on the bench",
    "per_class": "Per-class scores on the test images",
    "column_class": "Class",
    "column_precision": "Precision",
    "column_recall": "Recall",
    "column_f1": "F1",
    "column_support": "Images",
    "macro_average": "macro average",
    "weighted_average": "weighted average",
}
