"""简体中文: the pages on depth and on the model zoo."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_depth": "深度",
    "tab_zoo": "模型库",
    "depth_paper": "虚线和空心标记：He 等人 2015 年论文中的测试错误率。残差网络取自表 6；普通网络"
    "是从图 6 读出的近似值，其中 plain-110 只说明高于 60%。论文训练了 182 个周期；这里各网络的训练"
    "方案见模型库中的模型卡。",
    "depth_pair": "查看这一深度的一对网络",
    "depth_signals_how": "响应是每个 3×3 卷积层经过批归一化、在相加和 ReLU 之前的输出。梯度是损失"
    "对每个残差块输出的梯度的 L2 范数，在 500 张验证图像上取平均。两者都像训练时一样使用批次自身的"
    "统计量。",
    "zoo_how": "点击一行查看它的模型卡。CIFAR-10 网络的准确率在其 10,000 张测试图像上测得；"
    "ImageNet 网络的准确率是 timm 公布的数值；您自己的网络在您提供的测试图片上测量。MACs 指处理一"
    "张 32 × 32（CIFAR-10）或 224 × 224 像素（ImageNet）图片的乘加次数。",
    "zoo_empty": "选择一个网络，查看它的模型卡。",
    "zoo_here": "## 在本机上\n\n这些网络可以直接使用。",
    "zoo_absent": "## 不在本机上\n\n这些网络首次使用时下载，或者需要先训练；没有网络连接时无法"
    "使用。",
}

SENTENCES: dict[str, str] = {
    "figure_random_accuracy": "随机去掉分支后的测试准确率",
    "axis_accuracy_of": "{images} 张图像的准确率，%",
    "kind_residual": "残差网络",
    "kind_plain": "普通网络",
    "stage_initial": "初始化时",
    "stage_trained": "训练后",
    "figure_train_error": "训练错误率与深度",
    "figure_test_error": "测试错误率与深度",
    "figure_curves": "训练过程中的错误率",
    "figure_responses": "各层响应的标准差",
    "figure_gradients": "各块的梯度范数",
    "figure_confusion": "测试图像上的混淆矩阵",
    "figure_lesions": "损毁一个块后的测试准确率",
    "axis_depth": "深度（层）",
    "axis_epoch": "训练周期",
    "axis_removed": "被损毁的块",
    "axis_error": "错误率，%",
    "axis_error_log": "错误率，%，对数坐标",
    "axis_accuracy": "准确率，%",
    "axis_answer": "预测的类别",
    "axis_truth": "真实类别",
    "series_here": "{kind}，本项目训练",
    "series_paper": "{kind}，He 等人 2015",
    "depth_empty": "本机没有测量过错误率的 CIFAR-10 网络。可以用 `python -m resnet_demo train` 训"
    "练。",
    "depth_one_only": "至少需要两种深度的网络才能看出深度的作用。",
    "depth_plain_worse": "**没有跳跃连接时，更深的网络连自己的训练图像都拟合得更差**：训练错误率"
    "从深度 {shallow} 的 {first} 升到深度 {deep} 的 {last}。既然是训练错误率，就不是过拟合：更深的"
    "网络更难优化。",
    "depth_plain_better": "没有跳跃连接时，训练错误率从深度 {shallow} 的 {first} 降到深度 {deep} "
    "的 {last}：这些普通网络没有表现出退化。",
    "depth_plain_same": "没有跳跃连接时，深度 {shallow}（{first}）和 {deep}（{last}）的训练错误率"
    "大致相同。",
    "depth_residual_same": "有跳跃连接时，深度 {shallow}（{first}）和 {deep}（{last}）的训练错误"
    "率大致相同。",
    "depth_residual_worse": "有跳跃连接时，训练错误率从深度 {shallow} 的 {first} 升到深度 {deep} "
    "的 {last}。",
    "depth_residual_better": "**有跳跃连接时，加深有益**：训练错误率从深度 {shallow} 的 {first} "
    "降到深度 {deep} 的 {last}。",
    "depth_gradients": "初始化时，第一个块处的梯度在残差网络中是最后一个块处的 {residual} 倍，在"
    "普通网络中是 {plain} 倍。只要梯度没有消失，普通网络训练得较差就不能用梯度消失来解释；He 等人"
    "（§4.1）对带批归一化的网络也持同样看法。",
    "depth_no_profile": "这一对网络的模型卡里还没有信号数据：可以用 `python -m resnet_demo "
    "evaluate --update-card` 测量。",
    "look_depth_train": "逐个深度比较两条线。相差最大的是深度 {depth}：没有跳跃连接时训练错误率为 "
    "{plain}，有跳跃连接时为 {residual}。",
    "look_depth_test": "逐个深度比较两条实线。相差最大的是深度 {depth}：没有跳跃连接时测试错误率为 "
    "{plain}，有跳跃连接时为 {residual}。",
    "look_depth_lone": "要比较两类网络，需要同一深度的一个残差网络和一个普通网络。",
    "look_curves": "在最右端比较两种颜色。训练结束时，验证错误率在有跳跃连接时为 "
    "{residual_validation}，没有时为 {plain_validation}；训练中的错误率分别为 {residual_train} 和 "
    "{plain_train}。",
    "look_depth_responses_smaller": "比较两条线的高低：所有层的平均值在有跳跃连接时为 {residual}，"
    "没有时为 {plain}。He 等人（2015，图 7）同样发现有跳跃连接时响应较小。",
    "look_depth_responses_larger": "比较两条线的高低：所有层的平均值在有跳跃连接时为 {residual}，"
    "没有时为 {plain}。He 等人（2015，图 7）发现有跳跃连接时响应较小，这一对网络则不然。",
    "look_confusion": "正确的答案在对角线上。最常见的错误：类别{true:quoted}的 {support:count} "
    "张测试图像中，有 {count} 张被当作{taken:quoted}。",
    "look_confusion_none": "正确的答案在对角线上，没有其他答案。",
    "zoo_model": "模型",
    "zoo_parameters": "参数，百万",
    "zoo_macs": "MACs，百万",
    "zoo_size": "大小，MB",
    "zoo_accuracy": "准确率，%",
    "zoo_f1": "宏平均 F1，%",
    "zoo_recipe": "训练方案",
    "zoo_licence": "许可证",
    "zoo_hash": "SHA-256",
    "zoo_here": "权重",
    "zoo_licence_repository": "与本项目相同",
    "zoo_no_card": "本机没有 {model} 的模型卡：权重不在本机，或者来自 hub。",
    "status_shipped": "随应用提供",
    "status_local": "在我的文件夹中",
    "status_cache": "已下载",
    "status_download": "首次使用时下载",
    "status_missing": "不在本机",
    "card_of": "{model} 的模型卡",
    "card_data": "数据",
    "card_data_value": "{name}：{parts}",
    "card_source": "微调自",
    "card_recipe": "训练方案",
    "card_recipe_value": "{name}，{epochs} 个周期，批大小 {batch}，最高学习率 {rate:g}，随机种子 "
    "{seed}",
    "part_train": "训练",
    "part_validation": "验证",
    "part_test": "测试",
    "card_errors": "错误率",
    "card_error_train": "训练 {error:.2%}",
    "card_error_validation": "验证 {error:.2%}",
    "card_error_test": "测试 {error:.2%}",
    "card_calibration": "校准",
    "card_calibration_value": "期望校准误差 {before:.2%}；温度为 {temperature:.3f} 时为 "
    "{after:.2%}，该温度在验证图像的单一视图上拟合",
    "card_time": "训练用时",
    "card_time_value": "{minutes:,.0f} 分钟，{hardware}",
    "card_versions": "版本",
    "card_command": "命令",
    "card_details": "校准、训练时间、版本与文件",
    "card_bench": "在工作台上打开这个网络",
    "per_class": "测试图像上各类别的得分",
    "column_class": "类别",
    "column_precision": "精确率",
    "column_recall": "召回率",
    "column_f1": "F1",
    "column_support": "图像数",
    "macro_average": "宏平均",
    "weighted_average": "加权平均",
}
