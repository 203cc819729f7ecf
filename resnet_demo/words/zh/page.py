"""简体中文: the page around the experiments: progress, messages and what figures share."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "licence": "代码和训练好的权重：Apache 2.0 许可证。ImageNet 网络的权重来自 timm，"
    "采用各自的许可证，见模型卡。",
    "tagline": "跳跃连接有什么用？添加一张照片，看看残差网络如何分类，再看看去掉跳跃连接后会发生"
    "什么变化。",
    "theme_light": "浅色",
    "theme_dark": "深色",
    "photos": "照片",
    "device": "设备",
    "device_auto": "自动",
    "cancel": "取消",
    "add_photos": "添加照片",
    "sample_ship": "轮船",
    "sample_horse": "马",
    "sample_bird": "鸟",
    "sample_airplane": "飞机",
    "sample_truck": "卡车",
    "sample_automobile": "汽车",
    "sample_frog": "青蛙",
    "sample_lion": "狮子（不在类别内）",
    "sample_tower": "塔（不在类别内）",
}

SENTENCES: dict[str, str] = {
    "photos_over": "照片栏最多放 {limit} 张照片。已保留前 {limit} 张，另外 {left} 张未添加。",
    "photos_over_title": "部分照片未添加",
    "cost_photos": "{name} 及另外 {others} 张照片",
    "cost_unknown": "对 {photo} 进行 {networks:list} 的 {inputs:count} 次前向计算。",
    "cost_moment": "对 {photo} 进行 {networks:list} 的 {inputs:count} 次前向计算，"
    "在这台机器上不到一秒。",
    "cost_seconds": "对 {photo} 进行 {networks:list} 的 {inputs:count} 次前向计算，"
    "在这台机器上约需 {seconds} 秒。",
    "cost_minutes": "对 {photo} 进行 {networks:list} 的 {inputs:count} 次前向计算，"
    "在这台机器上约需 {minutes} 分钟。",
    "save_charts": "图表（{format}）",
    "same_command": "在命令行中得到相同结果",
    "about_command": "在项目文件夹中粘贴这一行，会输出同样的数值。您自己的照片也须放在那里。",
    "copy_command": "复制",
    "copied": "已复制",
    "not_done": "没有改变",
    "no_method": "请先勾选至少一种方法。",
    "passes": "第 {done} 次，共 {total} 次…",
    "passes_left": "第 {done} 次，共 {total} 次，还需约 {seconds} 秒…",
    "finishing": "即将完成：正在绘制结果…",
    "time_left": "约剩 {seconds} 秒…",
    "study_time": "用时 {seconds} 秒。",
    "axis_probability": "概率，%",
    "axis_logit": "logit",
    "series_interval": "第 5 到第 95 百分位",
    "series_mean": "平均",
    "no_photo": "请先添加至少一张照片。",
    "waiting": "正在排队……",
    "not_started": "请求未能开始，页面边缘的提示说明了原因。如果服务器正忙，请稍后再试。",
    "loading": "正在载入网络……",
    "downloading": "正在下载权重，每个网络只需下载一次……",
    "reading": "第 {done} 张照片，共 {total} 张……",
    "computing": "正在计算……",
    "cancelled": "已取消。",
    "unexpected": "服务器出了问题，已记入日志，编号 {incident}。",
    "axis_layer": "层，从输入端起",
    "axis_block": "块，从输入端起",
    "axis_response": "标准差",
    "axis_gradient": "梯度范数，对数坐标",
    "line_whole": "完整网络",
}
