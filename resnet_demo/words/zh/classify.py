"""简体中文: the experiment *classify*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_classify": "图像分类",
    "option_top": "每张照片的类别数",
    "classify_views": "每张照片的视图",
    "classify_views_info": "单一视图是中央裁剪，测试准确率就是用它测得的。多视图平均还会使用整张"
    "照片、两个更近的裁剪以及它们的镜像。这样较慢，但对没有裁剪到物体的照片更常答对。",
    "views_average": "多视图平均",
    "views_single": "单一视图",
    "classify": "开始分类",
    "classify_how": "工作台中的每张照片，由训练后的网络分类。",
}

SENTENCES: dict[str, str] = {
    "results_of": "{model} 的答案",
    "world_cifar10": "CIFAR-10 网络有十个类别（{classes}），会把每张照片归入其中一类。",
    "model_line": "{model}：测试准确率 {accuracy}",
    "model_line_bare": "{model}",
    "details": "详情",
    "card_line": "权重 sha256 {digest}",
    "time_line": "解码 {decode} · 预处理 {preprocess} · 前向计算 {forward} · 设备 {device}",
    "views_average": "多个视图及其镜像的平均",
    "views_single": "每张照片一个视图",
    "box_single": "{width} × {height} 像素。方框内是网络看到的区域。",
    "box_average": "{width} × {height} 像素。方框是中央视图，为参与平均的视图之一。",
    "photo_of": "照片 {name}",
    "not_classified": "未分类",
    "answers_table": "全部照片",
    "column_file": "文件",
    "column_label": "答案",
    "column_probability": "概率",
    "column_size": "尺寸",
    "world_own": "这个网络有 {count} 个类别（{classes}），会把每张照片归入其中一类。",
    "and_more": "以及另外 {count} 个",
    "calibrated": "概率按温度 {temperature:.2f} 计算",
}
