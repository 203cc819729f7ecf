"""简体中文: the experiment *sweep*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_sweep": "强度扫描",
    "sweep_how": "跳跃连接或分支的强度从 1 逐步降到 0。这时激活值的统计量与 BatchNorm 在训练中存"
    "下的不同。如果重新估计统计量后答案恢复，说明只是统计量偏移了；如果不恢复，损失的就不止于此。",
    "sweep_start": "开始扫描",
    "sweep_part": "缩放",
    "sweep_blocks": "块",
    "place_all": "所有块",
    "place_stage": "（整个阶段）",
    "sweep_reestimate": "重新估计 BatchNorm",
    "sweep_reestimate_info": "用这张照片和示例照片的多个视图，在网络的私有副本中重新估计。照片很"
    "少；强度 1 处的曲线显示仅此一项的代价。",
}

SENTENCES: dict[str, str] = {
    "place_every": "所有块",
    "sweep_whole": "**{model} 的答案是{label}，{probability}。**",
    "sweep_kept": "强度降到 {strength} 时答案仍不变。",
    "sweep_lost_first": "降到第一步 {strength} 时，答案就变了。",
    "sweep_lost_first_again": "重新估计统计量后，降到第一步 {strength} 时，答案就变了。",
    "sweep_kept_all": "强度降到 0 时答案仍不变。",
    "sweep_kept_all_again": "重新估计统计量后，强度降到 0 时答案仍不变。",
    "sweep_kept_again": "重新估计统计量后，强度降到 {strength} 时答案仍不变。",
    "sweep_lost_again": "重新估计统计量后，即使强度为 1 答案也变了：这几张照片不足以估计统计量。",
    "figure_sweep": "{part}的强度，{place}",
    "axis_strength": "强度",
    "series_statistics_trained": "训练时的统计量",
    "series_statistics_again": "重新估计的统计量，{inputs} 个视图",
    "series_other_answer": "空心标记：答案已变",
    "look_sweep_lost": "请从右向左看，强度逐渐下降：标记为空心之处，答案已不同。",
    "look_sweep_kept": "请从右向左看，强度逐渐下降：无论概率如何，答案在每个强度下都不变。",
}
