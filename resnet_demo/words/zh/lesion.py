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
    "lesion_time": "{count:count} 次损毁用时 {seconds} 秒。",
    "figure_lesion_probability": "损毁一个块后答案的概率",
    "figure_lesion_logit": "损毁一个块后答案的 logit",
    "figure_random": "随机去掉{part}，每种块数 {draws} 次",
    "axis_removed_count": "去掉的块数",
    "series_branch_removed": "去掉残差分支，保留跳跃连接",
    "series_skip_removed": "去掉跳跃连接，保留残差分支",
    "series_downsampling": "斜线：该块改变形状",
    "look_lesion_probability_skip": "下降最多的是去掉 {skip} 的跳跃连接：完整网络为 {whole}，这时只"
    "剩 {skip_left}。单独去掉任一分支，至少还有 {branch_left}。",
    "look_lesion_probability_branch": "下降最多的是去掉 {branch} 的分支：剩下 {branch_left}，完整网"
    "络为 {whole}。单独去掉任一跳跃连接，至少还有 {skip_left}。",
    "look_lesion_logit_skip": "概率接近 0 或 100% 时，logit 仍能看出差别：最低为 {skip_left}，即去"
    "掉 {skip} 的跳跃连接；单独去掉任一分支时至少为 {branch_left}，完整网络为 {whole}。",
    "look_lesion_logit_branch": "概率接近 0 或 100% 时，logit 仍能看出差别：最低为 {branch_left}，"
    "即去掉 {branch} 的分支；单独去掉任一跳跃连接时至少为 {skip_left}，完整网络为 {whole}。",
    "look_random_falls": "随机去掉 {blocks} 个块中 {count} 个的{part}时，平均值首次低于完整网络的一"
    "半。",
    "look_random_stays": "随机去掉任意多个{part}，直到全部 {blocks} 个，平均值都不低于完整网络的一"
    "半。",
    "look_accuracy_skip": "在数据集的 {images:count} 张测试图片上：去掉一个分支后正确率为 "
    "{branch_low} 到 {branch_high}，去掉一条跳跃连接后为 {skip_low} 到 {skip_high}。网络更经得起"
    "失去分支。",
    "look_accuracy_branch": "在数据集的 {images:count} 张测试图片上：去掉一个分支后正确率为 "
    "{branch_low} 到 {branch_high}，去掉一条跳跃连接后为 {skip_low} 到 {skip_high}。网络同样经得起"
    "失去跳跃连接。",
    "look_random_accuracy_falls": "在 {images:count} 张测试图片上，随机去掉 {blocks} 个分支中的 "
    "{count} 个时，平均准确率首次低于完整网络的一半。",
    "look_random_accuracy_stays": "在 {images:count} 张测试图片上，随机去掉分支，直到全部 "
    "{blocks} 个，平均准确率都不低于完整网络的一半。",
}
