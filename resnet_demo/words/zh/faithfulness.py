"""简体中文: the experiment *faithfulness*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_faithfulness": "忠实度",
    "faithfulness_how": "显著图显示的是答案真正依赖的地方吗？去掉跳跃连接后还是吗？每张图做四项检"
    "验。",
    "faithfulness_methods": "方法",
    "faithfulness_target": "要解释的类别",
    "faithfulness_target_info": "留空则为每个网络自己的答案。",
    "faithfulness_start": "开始检验",
    "empty_faithfulness": "表格会显示在这里。",
    "faithfulness_method": "曲线所用方法",
    "faithfulness_fill": "像素替换为",
    "faithfulness_about": "**插入 − 删除**（Petsiuk 等 2018）：按显著图的数值从高到低，把像素插入"
    "空白图，或从照片中删除。数值是插入的概率曲线下的面积减去删除的，取两种填充的平均。± 是偶然水"
    "平，即对照片一无所知的图所能达到的值：把所有图随机循环平移并镜像，做十次，取其平均的最大值。"
    "这样的图约二十次中有一次超过它。\n\n"
    "**未解释**（不忠实度，Yeh 等 2019）：遮住照片中的方块。数值是得分的均方变化中，显著图乘以最佳"
    "系数后仍未能预测的比例。全零的图得 100%。\n\n"
    "**敏感度**（Yeh 等 2019）：照片每个像素改变至多 0.02 个标准差时，图的最大相对变化。0 表示图是"
    "稳定的。\n\n"
    "**随机化**（Adebayo 等 2018）：同一网络的全部权重重新初始化后，其图与原图的秩相关，取三次的平"
    "均；图中的竖线从最低到最高。依赖于所学权重的部分会趋近 0；与照片相乘的方法会保留一部分。"
    "Grad-CAM 这样粗的图每次相差很大。",
}

SENTENCES: dict[str, str] = {
    "phase_checking": "正在检验 {network} 的 {subject}，第 {number} 个，共 {total} 个。",
    "phase_randomising": "正在与重新初始化的权重比较：{network}，第 {number} 次，共 {total} 次。",
    "column_method": "方法",
    "column_gain": "插入 − 删除",
    "column_unexplained": "未解释",
    "column_sensitivity": "敏感度",
    "column_randomised": "随机化",
    "checks_head": "{kind}：{label}，{probability:.1%}",
    "checks_empty": "图处处为 0",
    "checks_gains": "**插入 − 删除，{count} 种方法的平均，± 偶然水平：{gains}。**",
    "checks_none": "没有一种方法在所有网络中都完成检验，因此无法比较。",
    "checks_gain": "{kind} {gain} ± {chance:.3f}",
    "checks_flat": "在此方案下，答案几乎不取决于照片，因此没有什么可供显著图忠实反映。",
    "checks_lost": "在此方案下，显著图并不比偶然好；在完整网络中则更好。",
    "checks_kept": "在此方案下，显著图仍比偶然好。",
    "checks_useless": "在这张照片上，即使在完整网络中，显著图也不比偶然好。",
    "figure_deletion": "删除：{method}",
    "figure_insertion": "插入：{method}",
    "axis_deleted": "删除的像素，%",
    "axis_inserted": "插入的像素，%",
    "axis_randomised": "从此处到输出重新初始化",
    "axis_correlation": "与原图的秩相关",
    "figure_randomised": "权重重新初始化后的图：{method}",
    "look_deletion": "曲线下降得越早，图就越清楚答案取决于什么。曲线下的面积：{items:list}。",
    "look_insertion": "曲线上升得越早，图就越清楚答案取决于什么。曲线下的面积：{items:list}。",
    "area_under": "{name} {area:.2f}",
    "look_randomised": "依赖所学权重的图会趋近 0。全部权重重新初始化后：{items:list}。",
    "correlation_left": "{name} {correlation:.2f}",
}
