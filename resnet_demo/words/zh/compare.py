"""简体中文: the experiment *compare*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "columns": "选择三个网络",
    "column_number_1": "第一列（参照）",
    "column_number_2": "第二列",
    "column_number_3": "第三列",
    "column_residual": "训练好的残差网络",
    "column_ablated": "这个残差网络，按所画的方案",
    "column_pinned": "用来比较的第二个方案",
    "column_plain_twin": "训练出的普通孪生网络",
    "column_none": "空",
    "batch": "工作台中的哪些照片在每一列里答案不变？",
    "batch_start": "比较所有照片",
    "tab_compare": "全部照片",
}

SENTENCES: dict[str, str] = {
    "about_uncut": "再次显示同一个网络：它的方案没有去掉任何部分。",
    "batch_kept": "{name}：{total} 张照片中有 {kept} 张与第一列的标签相同",
    "compare_photo": "所有网络看到的是同一个视图，即方框内的区域。",
    "title_residual": "残差网络 (ResNet)",
    "title_skips_cut": "这个残差网络（去掉跳跃连接）",
    "title_skips_weakened": "这个残差网络（减弱跳跃连接）",
    "title_branches_cut": "这个残差网络（去掉分支）",
    "title_branches_weakened": "这个残差网络（减弱分支）",
    "title_parts_cut": "这个残差网络（去掉跳跃连接和分支）",
    "title_parts_weakened": "这个残差网络（减弱跳跃连接和分支）",
    "title_plain_weakened": "普通网络（减弱分支）",
    "title_plain_twin": "训练出的普通孪生网络",
    "about_residual": "带着跳跃连接训练，原样使用。",
    "about_ablated": "训练好的网络的权重，按方案去掉或减弱其中一些部分。没有重新训练，所以这些层"
    "从未学过这样工作。",
    "about_plain_twin": "深度和宽度相同、训练时就没有跳跃连接的网络。",
    "certainty": "熵 {entropy:.2f} nats · 领先第二名 {margin:.1%}",
    "agrees": "与第一列答案相同 · KL 散度 {divergence:.2f} nats",
    "disagrees": "第一列的答案在这里排第 {rank} · KL 散度 {divergence:.2f} nats",
    "which_is_which": "去掉跳跃连接的残差网络并不是普通网络：它显示这个训练好的残差网络有多依赖"
    "跳跃连接。不带跳跃连接训练的结果，只看训练出的普通孪生网络。",
    "column_accuracy": "测试准确率 {accuracy}",
    "column_accuracy_unknown": "未测量测试准确率",
}
