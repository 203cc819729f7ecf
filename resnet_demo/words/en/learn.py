"""English: the page that explains skip connections in four steps.

Formulas hold no braces: a brace in a text is the place of a field.
"""

from __future__ import annotations

LABELS: dict[str, str] = {
    "learn_degradation": "## Deeper, and worse\n\n"
    "A deeper network should never do worse than a shallow one on its own training images: its "
    "extra layers could simply pass on what they are given. Yet when networks without skip "
    "connections are made deeper, their *training* error rises from some depth on. He et al. "
    "(2015) called this **degradation**. It is not overfitting, which would leave the training "
    "error low. The deeper network is harder to train.",
    "learn_block": "## What y = x + F(x) says\n\n"
    "He et al. changed what a layer has to learn. A **block** does not compute its output from "
    "scratch; it adds a correction to its input:\n\n"
    "$$y = x + F(x)$$\n\n"
    "The **skip** (the arc) carries x around the layers unchanged. The **branch** (the box) is "
    "F(x): two or three convolutions with batch normalisation. Where nothing needs correcting, "
    "the branch only has to learn to be small, which is easier than learning to copy. And a "
    "gradient on its way back always finds the arc open: the slope of y is $1 + F'(x)$, and the "
    "1 stays however small $F'(x)$ is. Whether that is why plain networks are harder to train is "
    "another question, which step 3 comes back to.",
    "learn_drawing": "A residual network is a chain of such blocks. This one has 20 layers in 9 "
    "blocks; a block with an arrow (↓) halves the picture. With n blocks there are $2^n$ ways "
    "from the input to the output, since every block is passed by its arc or by its box. On the "
    "bench the same drawing is at work: a click cuts an arc or a box, and the answers follow.",
    "learn_alike": "## Three things that look alike\n\n"
    "| name | what it is | what it shows |\n"
    "|---|---|---|\n"
    "| skip removal | the arcs of a *trained* network are cut, its weights stay | how much this "
    "network relies on its arcs |\n"
    "| branch removal | the boxes of a *trained* network are cut, the arcs stay | how much it "
    "relies on a single correction |\n"
    "| plain twin | a network of the same depth and width that *never* had arcs and was trained "
    "that way | what training without arcs leads to |\n\n"
    "The first two damage a finished network, and nothing learns again. Only the plain twin says "
    "anything about training.",
    "learn_steps": "## Four steps\n\n"
    "In each step, choose what you expect. Then it is measured, on this machine or from the "
    "cards of the networks, which hold what was measured after training.",
    "learn_prediction": "What do you expect?",
    "learn_measure": "Show the measurement",
    "learn_paths": "## Step 1: cut one arc, or one box\n\n"
    "Take a trained residual network and cut a single part: the arc of one block, or the box of "
    "one block. Do this for every block in turn. Which costs more accuracy?",
    "learn_paths_skip": "Cutting one arc costs more",
    "learn_paths_branch": "Cutting one box costs more",
    "learn_paths_same": "About the same",
    "learn_twin": "## Step 2: cut every arc, or never have any\n\n"
    "Neither network has arcs: in one, every arc was cut *after* training. The other, its plain "
    "twin, was *trained* without any. Which recognises more of the sample pictures?",
    "learn_twin_twin": "The plain twin",
    "learn_twin_cut": "The residual network with every arc cut",
    "learn_twin_same": "Both the same number",
    "learn_depth": "## Step 3: more layers\n\n"
    "Plain networks, without arcs, of growing depth were trained by one recipe. What does their "
    "error on the *training* images do as they get deeper?",
    "learn_depth_worse": "It rises",
    "learn_depth_same": "It stays about the same",
    "learn_depth_better": "It falls",
    "learn_maps": "## Step 4: read a map with care\n\n"
    "A saliency map colours the pixels that an answer depends on. The method *Guided Backprop* "
    "draws sharp maps. What changes such a map more: asking the same network about another "
    "class, or replacing all of its trained weights by random ones?",
    "learn_maps_class": "Another class changes it more",
    "learn_maps_weights": "Random weights change it more",
    "learn_maps_same": "Both about the same",
    "learn_pictures": "## What the pictures of the lab show\n\n"
    "- *Lesions* cuts every arc and every box in turn. Blue is the branch, orange the skip, the "
    "dashed line the whole network. Look at the data set first and at one photo second.\n"
    "- *Sweep* weakens the arcs or boxes little by little, from 1 to 0. It is done with the "
    "statistics of batch normalisation from training, and with statistics re-estimated under "
    "the same cut: the difference is what a shift of the statistics alone destroys.\n"
    "- *Signals* shows how large responses and gradients are from block to block.\n"
    "- *Saliency* shows where an answer comes from; *Faithfulness* checks whether such a map can "
    "be trusted.\n"
    "- *Depth*, on the page *Networks*, shows the errors of all trained networks.",
    "learn_sources": "## Sources\n\n"
    "- K. He, X. Zhang, S. Ren, J. Sun: *Deep Residual Learning for Image Recognition*, 2015, "
    "[arXiv:1512.03385](https://arxiv.org/abs/1512.03385)\n"
    "- A. Veit, M. Wilber, S. Belongie: *Residual Networks Behave Like Ensembles of Relatively "
    "Shallow Networks*, 2016, [arXiv:1605.06431](https://arxiv.org/abs/1605.06431)\n"
    "- J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt, B. Kim: *Sanity Checks for "
    "Saliency Maps*, 2018, [arXiv:1810.03292](https://arxiv.org/abs/1810.03292)",
}

SENTENCES: dict[str, str] = {
    "learn_predict_first": "Choose what you expect first; the measurement is shown after that.",
    "learn_held": "Your prediction held.",
    "learn_failed": "Your prediction did not hold.",
    "learn_open": "Open this on the bench",
    "learn_paths_missing": "This step needs the card of a residual network with measured lesions, "
    "and none is on this machine. `python -m resnet_demo evaluate --update-card` measures them.",
    "learn_paths_data": "**On the data set.** {model} answers {whole:.1%} of {images:count} test "
    "images correctly. With the arc of one block cut it is {skip:.1%} (the median of {blocks} "
    "blocks; from {skip_low:.1%} to {skip_high:.1%}), with the box of one block cut {branch:.1%} "
    "(from {branch_low:.1%} to {branch_high:.1%}).",
    "learn_paths_found_skip": "**Cutting one arc costs more than cutting one box.** A box has "
    "learned a correction to x. Without the box the correction is missing, and x passes on; "
    "without the arc only the correction passes on. Veit et al. (2016, arXiv:1605.06431) read a "
    "residual network as a collection of many paths: when one box is gone, half of the paths are "
    "left as they were, and together they still carry the answer.",
    "learn_paths_found_branch": "**Here, cutting one box costs more than cutting one arc.** Veit "
    "et al. (2016, arXiv:1605.06431) found that a residual network of 110 layers hardly notices "
    "a missing box, since many other paths carry the answer. This network has {blocks} blocks "
    "and does notice it.",
    "learn_paths_found_same": "**Here, an arc and a box cost about the same**: they differ by "
    "less than five percentage points. Veit et al. (2016, arXiv:1605.06431) found that a "
    "residual network of 110 layers hardly notices a missing box, since many other paths carry "
    "the answer.",
    "learn_paths_photo": "**On one picture.** For *{photo}* the answer, {label}, survives {skip} "
    "of {blocks} cuts of an arc and {branch} of {blocks} cuts of a box.",
    "learn_paths_agrees": "The picture shows the same as the data set.",
    "learn_paths_differs": "The picture shows something else than the data set. One picture can "
    "mislead: a damaged network may keep an answer because it gives that answer to everything. "
    "Believe the data set.",
    "learn_twin_missing": "This step needs a residual network and its plain twin, and no such "
    "pair is on this machine. `python -m resnet_demo train` trains them.",
    "learn_twin_data": "**Of {total} sample pictures**, {model} as trained names {whole} "
    "correctly, the same weights with every arc cut name {cut}, and the plain twin, "
    "{twin_model}, names {twin}.",
    "learn_twin_tested": "On all test images, {model} reaches {whole:.1%} and the plain twin "
    "{twin:.1%} (from their cards).",
    "learn_twin_constant": "With every arc cut, the network answers {label} to every picture: it "
    "recognises nothing any more.",
    "learn_twin_found_twin": "**The plain twin does better, although it has no arcs either.** Its "
    "layers learned to work without them. In the cut network the weights learned to correct an x "
    "that no longer arrives. So cutting arcs does not show what training without arcs leads to. "
    "The plain networks of He et al. (2015, arXiv:1512.03385) were trained as plain networks.",
    "learn_twin_found_cut": "**Here, the network with every arc cut does better than its plain "
    "twin.** They are still two different things: one was damaged after training, the other was "
    "trained without arcs, as the plain networks of He et al. (2015, arXiv:1512.03385) were.",
    "learn_twin_found_same": "**Here, both name the same number.** They are still two different "
    "things: one was damaged after training, the other was trained without arcs, as the plain "
    "networks of He et al. (2015, arXiv:1512.03385) were.",
    "learn_depth_missing": "This step needs the cards of two plain networks of different depth "
    "with measured errors, and they are not on this machine. `python -m resnet_demo train` "
    "trains them.",
    "learn_depth_found_worse": "This is the degradation of He et al. (2015, arXiv:1512.03385). "
    "The deeper plain network could copy the shallower one and pass the rest on, but training "
    "does not find these weights.",
    "learn_depth_found_same": "At these depths there is no clear degradation, which He et al. "
    "(2015, arXiv:1512.03385) found in deeper plain networks.",
    "learn_depth_found_better": "These plain networks show no degradation, which He et al. (2015, "
    "arXiv:1512.03385) found in theirs.",
    "learn_depth_look": "Compare the line of the plain networks with that of the residual ones: "
    "the recipe is the same, and so are depth and width at each mark.",
    "learn_depth_cause": "The cause is not settled by this. He et al. (§4.1) hold vanishing "
    "gradients an unlikely cause: with batch normalisation, signals and gradients of their plain "
    "networks kept a healthy size.",
    "learn_maps_missing": "This step needs a trained residual network, and none is on this "
    "machine. `python -m resnet_demo train` trains one.",
    "learn_maps_data": "**How alike are the maps of {photo} in {model}?** The rank correlation "
    "with the map for {target} is 1 where the order of all pixels is the same and about 0 where "
    "the maps are unrelated. For {other} it is {by_class:.2f}, for {target} against {other} "
    "{versus:.2f}, and for {target} with random weights {random:.2f}.",
    "learn_maps_found_class": "**Another class changes the map more than random weights do.**",
    "learn_maps_found_weights": "**Random weights change the map more than another class does.**",
    "learn_maps_found_same": "**Another class and random weights change the map about equally.**",
    "learn_maps_blind": "The maps of two classes are almost the same. Such a map says where the "
    "network finds edges and patterns; it does not say why the answer is {target}.",
    "learn_maps_sees": "The maps of two classes differ, so the map says something about {target} "
    "in particular.",
    "learn_maps_untrained": "A network that has learned nothing gives a map much like it. A map "
    "that does not notice the training cannot explain what was learned.",
    "learn_maps_trained": "The map does depend on the trained weights, as it should.",
    "learn_maps_source": "These are the questions of Adebayo et al. (2018, arXiv:1810.03292), who "
    "found sharp maps that pass for an explanation and hardly depend on the trained network. The "
    "map of one class against another is a further check: what tells two classes apart should "
    "not look like the map of one of them.",
    "learn_map_of": "{target}",
    "learn_map_other": "{other}",
    "learn_map_versus": "{target} against {other}",
    "learn_map_random": "{target}, random weights",
    "learn_map_alt": "Saliency map: {title}",
}
