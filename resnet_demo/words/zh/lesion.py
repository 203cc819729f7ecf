"""简体中文: the experiment *lesion*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_lesion": "损毁",
    "lesion_how": "“损毁”去掉一个残差分支，保留跳跃连接（Veit 等，2016）；“去掉跳跃连接”正好相"
    "反。这个实验对每个块依次做这两种操作，再随机去掉多个块的跳跃连接或分支。权重保持训练后的值。",
    "lesion_start": "逐个去掉块",
    "lesion_part": "随机去掉",
    "lesion_seed": "随机种子",
    "lesion_draws": "每种块数的随机次数",
}

SENTENCES: dict[str, str] = {
    "lesion_whole": "**{model} 的答案是{label}，{probability}。**",
    "lesion_branch_kept": "单独去掉一个分支，{total} 次中有 {kept} 次答案不变。",
    "lesion_skip_kept": "单独去掉一条跳跃连接，{total} 次中有 {kept} 次答案不变。",
    "lesion_time": "{count} 次损毁用时 {seconds} 秒。",
    "figure_lesion_probability": "损毁一个块后答案的概率",
    "figure_lesion_logit": "损毁一个块后答案的 logit",
    "figure_random": "随机去掉{part}，每种块数 {draws} 次",
    "axis_removed_count": "去掉的块数",
    "series_branch_removed": "去掉残差分支，保留跳跃连接",
    "series_skip_removed": "去掉跳跃连接，保留残差分支",
}
