"""简体中文: what a saliency map means and costs, by the key of its method."""

from __future__ import annotations

METHODS: dict[str, dict[str, str]] = {
    "grad-cam": {
        "meaning": "其特征支持该类别的区域，分辨率与块的输出相同。",
        "cost": "一次前向，反向只到该块",
    },
    "saliency": {
        "meaning": "得分随像素变化的快慢：三个通道中最大的幅值。",
        "cost": "一次前向和一次反向",
    },
    "smoothgrad": {
        "meaning": "在多份加噪照片上平均的梯度的幅值，取三个通道中最大的。",
        "cost": "每份一次前向和一次反向",
    },
    "input-x-gradient": {
        "meaning": "假如网络是线性的，像素对得分的贡献。",
        "cost": "一次前向和一次反向",
        "baseline": "训练图像的平均颜色，归一化后为 0",
    },
    "integrated-gradients": {
        "meaning": "从基线到照片的直线路径上，像素对得分的贡献。",
        "cost": "线性网络 9 次梯度，训练过的网络数十到数百次，直到图稳定且总和正确",
        "baseline": "平均颜色、黑色或模糊的照片",
    },
    "deeplift": {
        "meaning": "像素与基线之差对得分的贡献。",
        "cost": "照片与基线各一次前向和一次反向",
        "baseline": "平均颜色、黑色或模糊的照片",
    },
    "gradient-shap": {
        "meaning": "像素对得分的贡献，在基线与照片之间的随机点上取平均。",
        "cost": "每个点一次前向和一次反向",
        "baseline": "平均颜色、黑色或模糊的照片",
    },
    "guided-backprop": {
        "meaning": "使网络兴奋的边缘；与类别关系不大（Nie 等 2018，arXiv:1805.07039）。",
        "cost": "一次前向和一次反向",
    },
    "deconvolution": {
        "meaning": "使网络兴奋的图案，逐层画回。没有最大池化时（如 CIFAR 网络），它与照片无关。",
        "cost": "一次前向和一次反向",
    },
    "guided-grad-cam": {
        "meaning": "支持该类别的区域中的边缘。",
        "cost": "两次前向和两次反向",
    },
    "occlusion": {
        "meaning": "遮住像素周围的方块时得分下降多少。",
        "cost": "方块的每个位置一次前向",
        "baseline": "平均颜色、黑色或模糊的照片",
    },
}
