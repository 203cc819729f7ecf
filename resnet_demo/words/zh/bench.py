"""简体中文: the choice of a network and the drawing in which its parts are removed."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "network": "网络",
    "network_how": "**点击弧线或方框**即可去掉或恢复。弧线是跳跃连接，方框是它所绕过的残差分支。",
    "preset": "预设",
    "preset_part": "去掉",
    "preset_count": "块数",
    "seed": "随机种子",
    "part_skip": "跳跃连接",
    "part_branch": "残差分支",
    "preset_all-on": "什么都不去掉",
    "preset_all-off": "所有块",
    "preset_stage-off-1": "整个 layer1",
    "preset_stage-off-2": "整个 layer2",
    "preset_stage-off-3": "整个 layer3",
    "preset_stage-off-4": "整个 layer4",
    "preset_every-second-off": "每隔一块",
    "preset_last-off": "最后一块",
    "preset_random": "随机的块",
    "plan": "方案文本",
    "plan_info": "命令行和 API 使用同样的文本。修改后按回车键。",
    "accuracy_is": "测试准确率",
    "weights_here": "权重在本机",
    "weights_missing": "还没有权重（需要先训练）",
    "weights_download": "首次使用时下载，",
    "twin_here": "有普通孪生网络",
    "twin_missing": "还没有普通孪生网络（需要先训练）",
    "pinned": "用来比较的第二个方案",
    "pinned_info": "把一个方案粘贴到这里，并选为三个网络之一。",
    "plan_tools": "预设、方案文本与链接",
    "copy_link": "复制链接",
    "link_copied": "链接已复制",
    "empty_bench": "添加一张照片或选择一个示例，三个网络会并排给出答案。",
}

SENTENCES: dict[str, str] = {
    "link_left": "链接中有一部分未采用",
    "network_stage": "{channels} 个通道",
    "network_picture": "网络图：每个块有一条跳跃连接和一个分支",
    "network_skip": "{block} 的跳跃连接",
    "network_branch": "{block} 的分支",
    "network_strength": "强度，{name}：",
    "network_weakened": "已减弱 {count} 处：列表",
    "network_whole": "没有减弱任何部分。",
    "part_skip": "跳跃连接",
    "part_branch": "残差分支",
    "constant_answer": "{name}对类别内的全部 {count} 张示例都给出同一个答案：{label}。它已不能"
    "区分图片，因此它的答案与这张照片无关。",
    "result_of": "这是 {photo} 与 {network} 的结果。",
    "result_stale": "工作台现在显示的是别的内容，请重新运行。",
}
