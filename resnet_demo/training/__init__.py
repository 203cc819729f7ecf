"""Training and evaluation: data, recipe, loop, checkpoint. Never imports service, ui or captum."""
