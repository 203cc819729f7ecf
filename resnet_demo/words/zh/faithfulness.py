"""简体中文 words of the tab *Faithfulness*."""

from __future__ import annotations

LABELS = {
    "tab_faithfulness": "忠实度",
    "faithfulness_how": "显著图指向的是答案真正依赖的地方吗？切断跳跃连接后还是吗？每张图做四项检"
    "验。",
    "faithfulness_methods": "方法",
    "faithfulness_target_info": "留空：每个网络自己的答案。",
    "faithfulness_start": "检验",
    "empty_faithfulness": "添加一张照片或选择示例。表格会显示在这里。",
    "faithfulness_method": "曲线所用方法",
    "faithfulness_fill": "缺失像素显示为",
    "faithfulness_about": "**插入 − 删除**（Petsiuk 等 2018）：按数值从高到低，把像素放入空白图，"
    "或从照片中取走；插入曲线下的面积减去删除曲线下的面积，取两种填充的平均。± 是一无所知的图"
    "所能达到的：把所有图随机循环平移并镜像十次，取其平均的最大值。这样的图约二十次中有一次"
    "超过它。\n\n"
    "**未解释**（不忠实度，Yeh 等 2019）：遮住照片中的方块；得分变化的均方中，显著图乘以最佳"
    "系数后仍未能预测的比例。全零的图得 100%。\n\n"
    "**敏感度**（Yeh 等 2019）：照片每个像素改变至多 0.02 个标准差时，图的最大相对变化。"
    "0 表示稳定。\n\n"
    "**随机化**（Adebayo 等 2018）：同一网络的全部权重重新随机后，其图与原图的秩相关，取三次"
    "随机的平均；图中的竖线从最低到最高。依赖于所学内容的部分会趋近 0；与照片相乘的方法会保留"
    "一些。Grad-CAM 这样粗的图每次相差很大。",
}

SENTENCES = {
    "column_method": "方法",
    "column_gain": "插入 − 删除",
    "column_unexplained": "未解释",
    "column_sensitivity": "敏感度",
    "column_randomised": "随机化",
    "checks_head": "{kind}：{label}，{probability:.1%}",
    "checks_empty": "图处处为 0",
    "checks_gains": "**插入 − 删除，{count} 种方法的平均，± 为移动后的图偶然能达到的：{gains}。**",
    "checks_none": "没有一种方法在所有网络中都完成检验，因此无法比较。",
    "checks_gain": "{kind} {gain} ± {chance:.3f}",
    "checks_flat": "在此方案下，无论遮住什么，答案几乎都不取决于照片：没有什么可供显著图忠实反映。",
    "checks_lost": "在此方案下，显著图并不比偶然好；在完整网络中则更好。",
    "checks_kept": "在此方案下，显著图仍比偶然好。",
    "checks_useless": "在这张照片上，即使在完整网络中，显著图也不比偶然好。",
    "figure_deletion": "删除：{method}",
    "figure_insertion": "插入：{method}",
    "figure_randomised": "权重重新随机后的图：{method}",
    "axis_deleted": "取走的像素，%",
    "axis_inserted": "放回的像素，%",
    "axis_randomised": "重新随机的部分（连同其后所有部分）",
    "axis_correlation": "与原图的秩相关",
}
