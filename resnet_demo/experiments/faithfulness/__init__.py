"""Whether a saliency map says what the network looks at: four checks of every map.

- ``curves``: deletion and insertion, Petsiuk, Das and Saenko 2018, arXiv:1806.07421.
- ``perturbation``: infidelity and max-sensitivity, by Captum; Yeh et al. 2019, arXiv:1901.09392.
- ``randomisation``: of the model; Adebayo et al. 2018, arXiv:1810.03292.
"""
