"""简体中文 of what comes from outside the page: class labels, errors and phrases inside them."""

from __future__ import annotations

CLASSES_ZH = {
    "airplane": "飞机",
    "automobile": "汽车",
    "bird": "鸟",
    "cat": "猫",
    "deer": "鹿",
    "dog": "狗",
    "frog": "青蛙",
    "horse": "马",
    "ship": "船",
    "truck": "卡车",
}

# By the name of the error's type; the fields are those of the type. How a field is written is
# described in ``words/templates.py``.
ERRORS: dict[str, str] = {
    "ChoiceError": "{option} 不能是 {value:quoted}。请选择 {choices:list}。",
    "RangeError": "{option} 不能是 {value}。可以是 {minimum} 到 {maximum} 的数。",
    "WholeNumberError": "{option} 不能是 {value:quoted}。需要一个整数。",
    "MissingOptionError": "缺少 {option}。请给出它的值。",
    "AddressError": "无法在 {host:quoted} 的端口 {port} 上提供页面。"
    "请关闭占用该端口的程序，或选择其他端口或地址。",
    "DeviceError": "本机没有设备 {device:quoted}。请选择 {available:list} 或 auto。",
    "NumberError": "{option} 不能是 {value:quoted}。需要一个数。",
    "TextError": "{option} 需要一段文字。请给出文字。",
    "NoPhotoError": "没有照片。请添加一张照片后重试。",
    "TooManyPhotosError": "一次 {photos} 张照片太多：上限是 {max_photos} 张。请减少照片。",
    "ColumnCountError": "无法并排显示 {columns} 个网络。请选择 1 到 {max_columns} 个。",
    "DifferentClassesError": "{model} 的类别与前面的网络不同，无法比较它们的回答。"
    "请选择类别相同的网络。",
    "PlanBesideColumnsError": "已经给出了各列，方案 {plan} 不会被使用。请把方案写进某一列，"
    "或去掉各列。",
    "PlainNetworkError": "{model} 是没有跳跃连接的普通网络。请选择残差网络；"
    "比较时会自动找到它的普通孪生网络。",
    "RequestTimeoutError": "{timeout_s:g} 秒后请求仍未完成，这是此处的上限。"
    "请减少工作量（例如减少抽取次数），或选择较浅的网络。",
    "UnknownModelError": "没有名为 {key:quoted} 的模型。已知的模型：{known:list}。",
    "UnsupportedDepthError": "{family} 没有深度为 {depth} 的残差网络。请选择 {known:list}。",
    "PlainGateError": "普通网络没有可缩放的跳跃连接。请不要给出跳跃连接的强度。",
    "GateTypeError": "{part} 的强度类型是 {dtype}，而网络用 {expected} 计算。请先转换类型。",
    "GateShapeError": "{part} 的强度形状是 {shape}。这个网络接受 ({blocks},)，"
    "对这一批输入也接受 ({batch_size}, {blocks})。",
    "StrengthError": "强度 {strength:g} 不在 0 和 1 之间。请选择这个范围内的数。",
    "PlainPlanError": "{model} 是普通网络，没有可减弱的跳跃连接。请减弱它的分支，或选择残差网络。",
    "UnknownBlockError": "{model} 没有块 {block:quoted}。它的块是 {first} 到 {last}；"
    "一个阶段写作 layer1.*，* 表示全部块。",
    "OtherModelError": "这个方案用于 {model}，不用于 {expected}。"
    "请选择那个网络，或为这个网络另写方案。",
    "BlockCountError": "无法从 {blocks} 个块中抽取 {count} 个。请选择 1 到 {blocks}。",
    "ReservedTagError": "{key} 的名称表示它按顺序使用 CIFAR-10 的十个类别，而数据有 {classes} 个"
    "其他类别。请使用别的标签，例如 .mydata。",
}

# Words for kinds of things that fields name.
PHRASES: dict[str, str] = {}

# One sentence for each error class a visitor can meet, filled in with ``error.fields``.
ERRORS_ZH = {
    "ImageTooLargeError": "{name} 太大：{found}，上限是 {limit}。请缩小图片后重试。",
    "UnreadableFileError": "无法读取 {name}：{reason}。请检查路径。",
    "UnsupportedImageError": "{name} 不是本应用能读取的图片（{found}）。"
    "请使用 JPEG、PNG、WebP、GIF、BMP、TIFF 或 AVIF。",
    "CorruptImageError": "{name} 已损坏或不完整（{reason}）。请重新保存或下载这张图片。",
    "PlanError": "这个消融方案不合适：{reason}。",
    "OptionError": "{option} 不能是 {value}。可以是 {accepted}。",
    "WeightsMissingError": "本机没有 {key} 的权重（已查找 {searched}）。"
    "请用 python -m resnet_demo train 训练，或选择本机已有的模型：{available}。",
    "WeightsMismatchError": "{path} 不可信：{reason}。请重新获取该文件，或重新训练该模型。",
    "WeightsOfflineError": "本机没有 {key} 的权重，也无法连接 {source}（{reason}）。"
    "请连接网络后重试，或选择本机已有的模型：{available}。",
    "NonFiniteMapError": "{method} 在 {key} 上得到的图含有 NaN 或无穷大，没有可显示的内容。请换一"
    "种方法或一张照片。",
    "SaliencyTimeoutError": "{timeout_s} 秒后图仍未完成，这是此处的上限。请减少采样、加大步长、选"
    "择较浅的网络，或使用 Grad-CAM 等较快的方法。",
    "UnwritableFolderError": "无法写入 {path}（{reason}）。请选择其他文件夹。",
    "NonFiniteSignalsError": "{key} 内部的响应或梯度不是有限值（NaN 或无穷大），没有可显示的内容。"
    "权重可能已损坏；请换一张照片或一个网络。",
    "NonFiniteLogitsError": "{key} 给出了 {count} 个非有限的 logits（NaN 或无穷大），"
    "因此没有答案可显示。"
    "权重可能已损坏；如果使用 GPU，请改用 CPU。",
}

# Phrases that errors carry in their fields, as regular expressions, tried in this order. A reason
# from a library, which has no translation here, stays as it is.
PHRASES_ZH = {
    r"^the strength (\S+) is not between 0 and 1$": r"强度 \1 不在 0 和 1 之间",
    r"^(.+) is not like (\S+) or (\S+)$": r"\1 不像 \2 或 \3",
    r"^it is for (\S+); here it can be for (.+)$": r"它用于 \1；这里可以用于 \2",
    r"^the plan that was put aside$": "保留的方案",
    r"^a plan such as the one drawn$": "一个方案，例如所画的方案",
    r"^the number of blocks and the seed$": "块数和随机种子",
    r"^whole numbers$": "整数",
    r"^a residual network; .+$": "残差网络",
    r"^an empty file$": "空文件",
    r"^a PDF document$": "PDF 文档",
    r"^a PostScript drawing$": "PostScript 图形",
    r"^a ZIP archive or an office document$": "ZIP 压缩包或办公文档",
    r"^an archive$": "压缩包",
    r"^a HEIC photo$": "HEIC 照片",
    r"^a JPEG XL or JPEG 2000 picture$": "JPEG XL 或 JPEG 2000 图片",
    r"^a Photoshop document$": "Photoshop 文档",
    r"^an icon$": "图标",
    r"^a video$": "视频",
    r"^a sound recording$": "录音",
    r"^a program$": "程序",
    r"^a web page$": "网页",
    r"^an SVG drawing$": "SVG 图形",
    r"^text$": "文本",
    r"^it is a folder$": "它是文件夹",
    r"^there is no such file$": "没有这个文件",
    r"^it cannot be opened: ": "无法打开：",
    r"^a run-length encoded BMP$": "游程编码的 BMP",
    r"^more than ([\d,]+) pixels$": r"超过 \1 像素",
    r" bytes$": " 字节",
    r" pixels$": " 像素",
    r"^its header is damaged, or of a rare kind that cannot be read$": "文件头已损坏或类型少见",
    r"^it is in far more pieces than a picture needs$": "数据块多得不像图片",
    r"^it has no pixels$": "没有像素",
    r"^it is stored in far more passes than a picture needs$": "扫描次数多得不像图片",
    r"^a checksum does not match$": "校验和不匹配",
    r"^its last rows are missing$": "缺少最后几行",
    r"^the number of photos$": "照片数量",
    r"^(\d+) to (\d+) at a time$": r"一次 \1 到 \2 张",
    r"^a whole number from (\d+) to (\d+)$": r"\1 到 \2 的整数",
    r"^a residual network; its plain twin is found by itself$": "残差网络，会自动找到孪生网络",
    r"^offline mode is on$": "离线模式已开启",
    r"^no answer in ([\d.]+) s$": r"\1 秒内没有回应",
    r"^no connection$": "没有网络连接",
    r"^it answered (\d+)$": r"服务器返回 \1",
    r"^its card (.*) is missing$": r"缺少模型卡 \1",
    r"^it is not a model card": "它不是模型卡",
    r"^its card is for (.*)$": r"它的模型卡属于 \1",
    r"^its SHA-256 is (\S+), not (\S+) as on its card$": r"SHA-256 是 \1，与模型卡上的 \2 不符",
    r"^it is not a safetensors file": "它不是 safetensors 文件",
    r"^it does not fit (\S+):": r"它与 \1 不匹配：",
    r"^none$": "无",
}
