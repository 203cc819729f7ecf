"""简体中文 words of the tab *Saliency*."""

from __future__ import annotations

SALIENCY_LABELS_ZH = {
    "tab_saliency": "显著图",
    "saliency_how": "答案取决于哪些像素？切断跳跃连接后还是这样吗？所有图都在同一视图上解释同一个"
    "类别。",
    "method": "方法",
    "target": "要解释的类别",
    "target_info": "留空：第一列的答案。",
    "versus": "对比类别",
    "versus_info": "留空：只看该类别。否则解释两个 logit 之差。",
    "layer": "块或阶段（用于 CAM 类方法）",
    "layer_info": "留空：最后一个块相加之后的输出。",
    "baseline": "基线，即“没有信息”",
    "baseline_mean": "平均颜色",
    "baseline_black": "黑色",
    "baseline_blurred": "模糊的照片",
    "samples_drawn": "SmoothGrad 和 GradientSHAP 的采样数",
    "more_options": "更多选项",
    "saliency_start": "解释",
    "saliency_all": "所有方法（第一列）",
    "several_photos": "多张照片",
    "several_start": "解释所有照片",
    "shared_scale": "所有列使用同一色标",
    "opacity": "图的不透明度",
    "difference": "两图之差",
    "difference_none": "无",
    "difference_12": "第一列 − 第二列",
    "difference_13": "第一列 − 第三列",
    "difference_23": "第二列 − 第三列",
    "empty_saliency": "添加一张照片或选择示例。显著图会显示在这里。",
    "slider_label": "照片与图，第一列",
}

SALIENCY_SENTENCES_ZH = {
    "inputs": "输入 {done}，共约 {total}…",
    "inputs_left": "输入 {done}，共约 {total}，还需约 {seconds} 秒…",
    "methods": "方法 {done}，共 {total}…",
    "methods_left": "方法 {done}，共 {total}，还需约 {seconds} 秒…",
    "photos": "照片 {done}，共 {total}…",
    "photos_left": "照片 {done}，共 {total}，还需约 {seconds} 秒…",
    "map_title": "{method}：{target}",
    "map_title_versus": "{method}：{target}，对比 {versus}",
    "map_method": "{meaning}论文：{paper}。代价：{cost}。",
    "map_method_baseline": "{meaning}论文：{paper}。代价：{cost}。基线：{baseline}。",
    "map_made": "照片：{name}。",
    "map_made_baseline": "基线：{baseline}。",
    "chosen_mean": "平均颜色",
    "chosen_black": "黑色",
    "chosen_blurred": "模糊的照片",
    "map_made_layer": "层：{layer}。",
    "map_made_options": "采样数：{samples}，种子：{seed}。",
    "map_made_window": "方块：{window}，步长：{stride}（输入像素）。",
    "map_line": "得分 {score:.2f} · 答案{answer}，{probability:.1%} · {seconds:.2f} 秒",
    "map_complete": "图的总和为 {total:.3f}，得分变化 {change:.3f}：完备性误差 {error:.2%}。",
    "map_complete_none": "从基线到照片，得分没有变化。",
    "map_steps": "{steps} 次梯度",
    "map_empty": "图处处为 0：此方法在这里没有发现任何东西。",
    "map_alt": "{name} 上的 {method} 图",
    "map_difference": "差：{first} − {second}",
    "map_difference_about": "红色表示第一张图较高。与各图使用同一色标。",
    "map_difference_alone": "红色表示第一张图较高。使用自己的色标。",
    "map_difference_missing": "无法求差：其中一列没有图。",
    "map_download_png": "PNG",
    "map_download_arrays": "数组 (NPZ)",
    "map_download_note": "制作方法 (JSON)",
    "map_scale_each": "每张图有自己的色标：各列的颜色不能相互比较。",
}

# By method: what its numbers mean, its cost, its baseline (empty for none).
METHODS_ZH: dict[str, tuple[str, str, str]] = {
    "grad-cam": (
        "其特征支持该类别的区域，与块的输出一样粗。",
        "一次前向，反向只到该块",
        "",
    ),
    "saliency": (
        "像素变化时得分变化多快；取三个通道中最强的。",
        "一次前向和一次反向",
        "",
    ),
    "smoothgrad": (
        "在多份加噪照片上平均的梯度；取其大小，三个通道中最强的。",
        "每份一次前向和一次反向",
        "",
    ),
    "input-x-gradient": (
        "假如网络是线性的，像素对得分的贡献。",
        "一次前向和一次反向",
        "训练图像的平均颜色，归一化后为 0",
    ),
    "integrated-gradients": (
        "从基线到照片的路上，像素对得分的贡献。",
        "线性网络 9 次梯度，训练过的网络数十到数百次，直到图稳定且总和正确",
        "平均颜色、黑色或模糊的照片",
    ),
    "deeplift": (
        "像素与基线之差对得分的贡献。",
        "照片与基线各一次前向和一次反向",
        "平均颜色、黑色或模糊的照片",
    ),
    "gradient-shap": (
        "在通向照片的随机点上平均的像素贡献。",
        "每个点一次前向和一次反向",
        "平均颜色、黑色或模糊的照片",
    ),
    "guided-backprop": (
        "使网络兴奋的边缘；与类别关系不大（Nie 等 2018，arXiv:1805.07039）。",
        "一次前向和一次反向",
        "",
    ),
    "deconvolution": (
        "使网络兴奋的图案，逐层画回。没有最大池化时（如 CIFAR 网络），它与照片无关。",
        "一次前向和一次反向",
        "",
    ),
    "guided-grad-cam": (
        "支持该类别的区域中的边缘。",
        "两次前向和两次反向",
        "",
    ),
    "occlusion": (
        "遮住像素周围的方块时得分下降多少。",
        "方块的每个位置一次前向",
        "平均颜色、黑色或模糊的照片",
    ),
}
