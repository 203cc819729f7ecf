"""简体中文: the experiment *signals*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_signals": "信号",
    "signals_how": "一张照片在三个网络中的响应、梯度，以及每个块对输入的改变：残差网络、按方案消"
    "融的相同权重、训练出的普通孪生网络。",
    "signals_start": "测量",
    "signals_seed": "未训练权重的随机种子",
    "signals_weights": "权重",
    "weights_trained": "训练后",
    "weights_initial": "未训练，He 初始化",
    "signals_he": "He 等 2015（§4.1）查看了普通网络的梯度，发现使用 BatchNorm 时范数正常，因此认"
    "为梯度消失不太可能是退化的原因；他们猜测是收敛极慢。请比较未训练的曲线。",
    "paths_how": "**梯度路径**：有 n 个块的残差网络的梯度是 2ⁿ 条路径之和，每条路径穿过一些分支、"
    "绕过其余分支。多数路径约穿过 n/2 个分支，但梯度由哪些长度的路径承载（Veit 等 2016，图 6）？",
    "signals_paths": "每种长度抽取的路径数",
    "paths_start": "追踪路径",
}

SENTENCES: dict[str, str] = {
    "networks": "第 {done} 个网络，共 {total} 个…",
    "networks_left": "第 {done} 个网络，共 {total} 个，约剩 {seconds} 秒…",
    "signals_reference": "梯度来自{label}的损失，即第一个网络的答案。",
    "paths_most": "**穿过 {blocks} 个分支中 {first} 到 {last} 个的路径承载了 {part} 的梯度**。用"
    "时 {seconds} 秒。",
    "paths_none": "没有路径承载梯度：网络对答案过于确定，损失没有梯度。",
    "figure_photo_response_std": "各层响应的标准差",
    "figure_photo_gradient_norm": "各块的梯度范数",
    "figure_photo_similarity": "块的输入与输出的余弦相似度",
    "figure_path_norms": "单条路径上的梯度，按长度",
    "figure_path_shares": "各长度路径的梯度和数量",
    "axis_similarity": "余弦相似度",
    "axis_length": "路径长度（分支数）",
    "axis_share": "占比，%",
    "series_gradient": "占梯度的比例",
    "series_paths": "占路径数的比例",
    "signals_damaged": "去掉或减弱了某些部分的残差网络的曲线，属于训练之后才被损坏的网络：它从未"
    "学过这样工作。",
    "look_response_std": "各层中最大的响应：{items:list}。",
    "response_largest": "{name} {value}",
    "response_explodes": "{name} {value}，是第一个网络的 {ratio} 倍（爆炸）",
    "look_gradient_norm": "梯度从右向左传播。第一个块处与最后一个块处之比：{items:list}。",
    "gradient_changes": "{name} × {ratio}",
    "gradient_explodes": "{name} × {ratio}（爆炸）",
    "gradient_vanishes": "{name} 1/{ratio}（消失）",
    "gradient_none": "{name} 没有梯度",
    "look_similarity": "余弦相似度接近 1 的块几乎不改变输入。各块的平均值：{items:list}。",
    "similarity_mean": "{name} {mean:.2f}",
    "look_path_norms_less": "穿过全部 {blocks} 个分支的路径，承载的梯度比只穿过一个分支的路径小 "
    "{ratio} 倍。",
    "look_path_norms_more": "穿过全部 {blocks} 个分支的路径，承载的梯度是只穿过一个分支的路径的 "
    "{ratio} 倍。",
    "look_path_norms_none": "只穿过一个分支的路径，或穿过全部 {blocks} 个分支的路径，没有梯度。",
    "look_path_shares_short": "多数路径约穿过 {middle} 个分支，但承载梯度最多的路径穿过 {peak} 个："
    "梯度由短路径承载。",
    "look_path_shares_alike": "多数路径约穿过 {middle} 个分支，承载梯度最多的路径穿过 {peak} 个："
    "承载梯度的并不是短路径。",
}
