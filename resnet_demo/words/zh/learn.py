"""简体中文: the page that explains skip connections in four steps.

Formulas hold no braces: a brace in a text is the place of a field.
"""

from __future__ import annotations

LABELS: dict[str, str] = {
    "learn_degradation": "## 更深，反而更差\n\n"
    "在自己的训练图像上，更深的网络本不该比浅的网络差：多出来的层只要把输入原样传下去就行。可是没"
    "有跳跃连接的网络加深到一定程度后，**训练**错误率反而上升。He 等人（2015）把它称为**退化**。"
    "这不是过拟合，过拟合时训练错误率仍然很低；而是更深的网络更难训练。",
    "learn_block": "## y = x + F(x) 说的是什么\n\n"
    "He 等人改变了一层要学的东西。一个**块**不再从头计算输出，而是给输入加上一个修正：\n\n"
    "$$y = x + F(x)$$\n\n"
    "**跳跃连接**（弧线）让 x 原样绕过这些层。**残差分支**（方框）就是 F(x)：两三个带批归一化的卷"
    "积。不需要修正的地方，分支只要学会接近零，这比学会照抄容易。反向传播的梯度也总能走弧线：y 的"
    "斜率是 $1 + F'(x)$，无论 $F'(x)$ 多小，那个 1 始终都在。普通网络是否因此更难训练，是另一"
    "个问题，见第 3 步。",
    "learn_drawing": "残差网络就是一串这样的块。图中的网络有 20 层、9 个块；带箭头（↓）的块把图片"
    "缩小一半。每个块要么走弧线，要么走方框，所以 n 个块共有 $2^n$ 条从输入到输出的路径。工作台上"
    "的图与此相同：点击就能切断一条弧线或一个方框，答案随之变化。",
    "learn_alike": "## 三种看起来相似的做法\n\n"
    "| 名称 | 做法 | 能说明什么 |\n"
    "|---|---|---|\n"
    "| 去掉跳跃连接 | 切断**训练好的**网络的弧线，权重不变 | 这个网络多么依赖弧线 |\n"
    "| 去掉分支 | 切断**训练好的**网络的方框，弧线保留 | 它多么依赖某一个修正 |\n"
    "| 普通孪生网络 | 深度和宽度相同、**从来**没有弧线、就这样训练的网络 | 不用弧线训练会得到什么"
    " |\n\n"
    "前两种做法损坏的是已经训练完的网络，之后没有再学习。只有普通孪生网络能说明训练。",
    "learn_steps": "## 四个步骤\n\n"
    "每一步先选择您的预测，然后才给出测量结果：有的在本机上当场测量，有的取自模型卡，那是训练后测"
    "得的数值。",
    "learn_prediction": "您预计会怎样？",
    "learn_measure": "显示测量结果",
    "learn_paths": "## 第一步：切断一条弧线，或一个方框\n\n"
    "取一个训练好的残差网络，只切断一处：某个块的弧线，或者某个块的方框。对每个块依次这样做。哪一"
    "种损失的准确率更多？",
    "learn_paths_skip": "切断一条弧线损失更多",
    "learn_paths_branch": "切断一个方框损失更多",
    "learn_paths_same": "差不多",
    "learn_twin": "## 第二步：切断所有弧线，或从来没有弧线\n\n"
    "两个网络都没有弧线：一个在训练**之后**切断了所有弧线；另一个是它的普通孪生网络，**训练时**就"
    "没有弧线。哪一个认出的示例图片更多？",
    "learn_twin_twin": "普通孪生网络",
    "learn_twin_cut": "切断所有弧线的残差网络",
    "learn_twin_same": "一样多",
    "learn_depth": "## 第三步：更多的层\n\n"
    "用同一种方案训练了几个没有弧线、深度不同的普通网络。随着深度增加，它们在**训练**图像上的错误"
    "率会怎样？",
    "learn_depth_worse": "上升",
    "learn_depth_same": "基本不变",
    "learn_depth_better": "下降",
    "learn_maps": "## 第四步：谨慎地读显著图\n\n"
    "显著图给答案所依赖的像素着色。“引导反向传播”画出的图很清晰。下面哪一种会让图变得更多：问同一"
    "个网络另一个类别，还是把训练好的权重全部换成随机权重？",
    "learn_maps_class": "换一个类别，图变得更多",
    "learn_maps_weights": "换成随机权重，图变得更多",
    "learn_maps_same": "两者差不多",
    "learn_pictures": "## 实验室里的图说明什么\n\n"
    "- “损毁”依次切断每一条弧线和每一个方框。蓝色是分支，橙色是跳跃连接，虚线是完整的网络。先看数"
    "据集，再看一张照片。\n"
    "- “强度扫描”把弧线或方框从 1 逐渐减弱到 0：一次用训练时的批归一化统计量，一次用在同样减弱下"
    "重新估计的统计量。两者之差就是统计量偏移本身造成的损失。\n"
    "- “信号”显示各块的响应和梯度有多大。\n"
    "- “显著图”显示答案来自哪里；“忠实度”检验这样的图是否可信。\n"
    "- “网络”页面中的“深度”显示所有训练好的网络的错误率。",
    "learn_sources": "## 文献\n\n"
    "- K. He, X. Zhang, S. Ren, J. Sun：*Deep Residual Learning for Image Recognition*，2015，"
    "[arXiv:1512.03385](https://arxiv.org/abs/1512.03385)\n"
    "- A. Veit, M. Wilber, S. Belongie：*Residual Networks Behave Like Ensembles of Relatively "
    "Shallow Networks*，2016，[arXiv:1605.06431](https://arxiv.org/abs/1605.06431)\n"
    "- J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt, B. Kim：*Sanity Checks for "
    "Saliency Maps*，2018，[arXiv:1810.03292](https://arxiv.org/abs/1810.03292)",
}

SENTENCES: dict[str, str] = {
    "learn_predict_first": "请先选择您的预测，然后才显示测量结果。",
    "learn_held": "您的预测成立。",
    "learn_failed": "您的预测不成立。",
    "learn_open": "在工作台上打开",
    "learn_paths_missing": "这一步需要一个测过损毁的残差网络的模型卡，本机没有。`python -m "
    "resnet_demo evaluate --update-card` 可以测量。",
    "learn_paths_data": "**在数据集上**。{model} 在 {images:count} 张测试图像上的准确率是 "
    "{whole:.1%}。切断一个块的弧线后是 {skip:.1%}（{blocks} 个块的中位数；从 {skip_low:.1%} 到 "
    "{skip_high:.1%}），切断一个块的方框后是 {branch:.1%}（从 {branch_low:.1%} 到 "
    "{branch_high:.1%}）。",
    "learn_paths_found_skip": "**切断一条弧线比切断一个方框损失更多**。方框学到的是对 x 的修正。没"
    "有方框，缺的只是修正，x 照样传下去；没有弧线，传下去的就只剩修正。Veit 等人（2016，"
    "arXiv:1605.06431）把残差网络看作许多路径的集合：少了一个方框，还有一半的路径保持原样，它们合"
    "起来仍能得出答案。",
    "learn_paths_found_branch": "**在这里，切断一个方框比切断一条弧线损失更多**。Veit 等人（2016，"
    "arXiv:1605.06431）发现，110 层的残差网络几乎察觉不到少了一个方框，因为还有许多别的路径。这个"
    "网络有 {blocks} 个块，它察觉得到。",
    "learn_paths_found_same": "**在这里，弧线与方框造成的损失差不多**：相差不到五个百分点。Veit 等"
    "人（2016，arXiv:1605.06431）发现，110 层的残差网络几乎察觉不到少了一个方框，因为还有许多别的"
    "路径。",
    "learn_paths_photo": "**在一张图片上**。对于 {photo}，答案（{label}）在 {blocks} 次切断弧线中"
    "有 {skip} 次不变，在 {blocks} 次切断方框中有 {branch} 次不变。",
    "learn_paths_agrees": "这张图片与数据集的结论一致。",
    "learn_paths_differs": "这张图片与数据集的结论不一致。一张图片可能误导人：受损的网络之所以保住"
    "答案，也许只是因为它对什么都给出这个答案。应当相信数据集。",
    "learn_twin_missing": "这一步需要一个残差网络和它的普通孪生网络，本机没有这样的一对。`python "
    "-m resnet_demo train` 可以训练。",
    "learn_twin_data": "**在 {total} 张示例图片中**，训练后的 {model} 认对 {whole} 张，同样的权重"
    "切断所有弧线后认对 {cut} 张，普通孪生网络 {twin_model} 认对 {twin} 张。",
    "learn_twin_tested": "在全部测试图像上，{model} 的准确率是 {whole:.1%}，普通孪生网络是 "
    "{twin:.1%}（取自模型卡）。",
    "learn_twin_constant": "切断所有弧线后，网络对每张图片都回答 {label}：它已经什么都认不出来了。",
    "learn_twin_found_twin": "**普通孪生网络更好，尽管它同样没有弧线**。它的各层学会了在没有弧线时"
    "工作；而在被切断的网络里，权重学到的是修正 x，可是 x 不再传来。所以，切断弧线并不能说明不用"
    "弧线训练会怎样。He 等人（2015，arXiv:1512.03385）的普通网络是作为普通网络训练出来的。",
    "learn_twin_found_cut": "**在这里，切断所有弧线的网络比普通孪生网络更好**。它们仍然是两回事："
    "一个在训练之后受损，另一个像 He 等人（2015，arXiv:1512.03385）的普通网络那样，训练时就没有弧"
    "线。",
    "learn_twin_found_same": "**在这里，两者认对的一样多**。它们仍然是两回事：一个在训练之后受损，"
    "另一个像 He 等人（2015，arXiv:1512.03385）的普通网络那样，训练时就没有弧线。",
    "learn_depth_missing": "这一步需要两个不同深度、测过错误率的普通网络的模型卡，本机没有。"
    "`python -m resnet_demo train` 可以训练。",
    "learn_depth_found_worse": "这就是 He 等人（2015，arXiv:1512.03385）所说的退化。更深的普通网络"
    "本可以照抄较浅的网络，再把其余的原样传下去，但训练找不到这样的权重。",
    "learn_depth_found_same": "在这些深度上看不到明显的退化；He 等人（2015，arXiv:1512.03385）是在"
    "更深的普通网络中发现退化的。",
    "learn_depth_found_better": "这些普通网络没有退化；He 等人（2015，arXiv:1512.03385）在他们的普"
    "通网络中发现了退化。",
    "learn_depth_look": "比较普通网络与残差网络的两条线：训练方案相同，同一处标记的深度和宽度也相"
    "同。",
    "learn_depth_cause": "原因并没有因此弄清。He 等人（§4.1）认为不太可能是梯度消失：有批归一化时"
    "，他们的普通网络的信号和梯度都保持正常大小。",
    "learn_maps_missing": "这一步需要一个训练好的残差网络，本机没有。`python -m resnet_demo "
    "train` 可以训练。",
    "learn_maps_data": "**{model} 对 {photo} 的几张图有多相似**？与 {target} 的图相比，等级相关系"
    "数为 1 表示所有像素的次序相同，接近 0 表示两张图无关。{other} 的图是 {by_class:.2f}，"
    "{target} 对 {other} 的图是 {versus:.2f}，随机权重下 {target} 的图是 {random:.2f}。",
    "learn_maps_found_class": "**换一个类别比换成随机权重让图变得更多**。",
    "learn_maps_found_weights": "**换成随机权重比换一个类别让图变得更多**。",
    "learn_maps_found_same": "**换一个类别与换成随机权重，图的变化差不多**。",
    "learn_maps_blind": "两个类别的图几乎一样。这样的图说明网络在哪里找到边缘和纹理，并不说明答案"
    "为什么是 {target}。",
    "learn_maps_sees": "两个类别的图不同，所以这张图确实与 {target} 有关。",
    "learn_maps_untrained": "什么都没学过的网络给出的图也很相似。察觉不到训练的图，不能解释学到了"
    "什么。",
    "learn_maps_trained": "这张图确实取决于训练好的权重，理应如此。",
    "learn_maps_source": "这些问题出自 Adebayo 等人（2018，arXiv:1810.03292）：他们发现，有些清晰"
    "的图看似解释，却几乎不取决于训练好的网络。一个类别对另一个类别的图是又一种检验：说明两个类别"
    "有何区别的图，不该与其中一个类别的图一样。",
    "learn_map_of": "{target} 的图",
    "learn_map_other": "{other} 的图",
    "learn_map_versus": "{target} 对 {other}",
    "learn_map_random": "{target}，随机权重",
    "learn_map_alt": "显著图：{title}",
}
