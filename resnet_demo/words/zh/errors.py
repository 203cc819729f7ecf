"""The sentences of the errors: what is wrong, what the limit is, what to do."""

from __future__ import annotations

# By the name of the error's type; the fields are those of the type. How a field is written is
# described in ``words/templates.py``.
ERRORS: dict[str, str] = {
    "PhotoTypeError": "照片不能是类型为 {kind:quoted} 的对象。请给出文件的路径，或者由文件名和内容"
    "（bytes）组成的一对值；多张照片请分别作为参数给出。",
    "MissingFileError": "没有文件 {path}。请检查路径。同一文件夹中名称相近的文件：{similar:list}。",
    "FolderGivenError": "{path} 是文件夹，不是图片。请给出其中的图片，例如用 {path}/* 表示全部。"
    "其中的图片（{count:count} 张）：{pictures:list}。",
    "SpecialFileError": "{path} 不是普通文件。请给出图片文件。",
    "FileAccessError": "无法打开 {path}（{reason}）。请检查您是否有权读取该文件。",
    "FileTooLargeError": "{name} 太大：文件有 {size:count} 字节，上限是 {limit:count} 字节。请缩"
    "小图片后重试。",
    "TooManyPixelsError": "{name} 太大：图片有 {width:count} × {height:count} = {pixels:count} 像"
    "素，上限是 {limit:count} 像素。请缩小图片后重试。",
    "FarTooManyPixelsError": "{name} 太大：图片超过 {ceiling:count} 像素，上限是 {limit:count} 像"
    "素。请缩小图片后重试。",
    "UnsupportedImageError": "{name} 不是本应用能读取的图片（{kind:phrase}）。请使用 JPEG、PNG、"
    "WebP、GIF、BMP、TIFF、AVIF 或 HEIC。",
    "DamagedImageError": "{name} 已损坏，或属于无法读取的少见类型（{reason}）。请重新保存或下载这"
    "张图片。",
    "DamagedHeaderError": "{name} 已损坏，或属于无法读取的少见类型：文件头没有意义。请重新保存或"
    "下载这张图片。",
    "ChecksumError": "{name} 已损坏：校验和不匹配。请重新保存或下载这张图片。",
    "TruncatedImageError": "{name} 不完整：缺少的行太多。请重新保存或下载这张图片。",
    "NoPixelsError": "{name} 没有任何有值的像素。请重新保存或下载这张图片。",
    "TooManyPiecesError": "{name} 的数据块多得不像图片。请重新保存这张图片。",
    "TooManyPassesError": "{name} 的扫描次数多得不像图片。请重新保存这张图片。",
    "UnknownModelError": "没有名为 {key:quoted} 的模型。请选择 {models:list}。",
    "UnsupportedDepthError": "没有深度为 {depth} 的 {family} 残差网络。请选择 {depths:list}。",
    "NotGatesError": "门控不能是类型为 {kind:quoted} 的对象。请给出 resnet_demo.Gates(skip, "
    "branch)，或者不给门控。",
    "NotStrengthsError": "{part} 的强度不能是类型为 {kind:quoted} 的对象。请给出每个块一个强度的张"
    "量，或者不给这些强度。",
    "GateDeviceError": "{part} 的强度在 {device} 上，而网络在 {expected} 上。请先用 "
    "gates.to(device) 移动它。",
    "GateValueError": "{part} 的强度中有 {count} 个值是 NaN 或无穷大。请给出有限的数，例如 "
    "0 到 1。",
    "PlainGateError": "普通网络没有可缩放的跳跃连接。请不要给出跳跃连接的强度。",
    "GateTypeError": "{part} 的强度类型是 {dtype}，而网络用 {expected} 计算。请先转换类型。",
    "GateShapeError": "{part} 的强度形状是 {shape}。这个网络接受 ({blocks},)，对这一批输入也接受 "
    "({batch_size}, {blocks})。",
    "StrengthError": "强度 {strength:g} 不在 0 和 1 之间。请选择这个范围内的数。",
    "PlainPlanError": "{model} 是普通网络，没有可减弱的跳跃连接。请减弱它的分支，或选择残差网络。",
    "UnknownBlockError": "{model} 没有块 {block:quoted}。它的块是 {first} 到 {last}；一个阶段写作 "
    "layer1.*，* 表示全部块。",
    "OtherModelError": "这个方案用于 {model}，不用于 {expected}。请选择那个网络，或为这个网络另写"
    "方案。",
    "BlockCountError": "无法从 {blocks} 个块中抽取 {count} 个。请选择 1 到 {blocks}。",
    "PlanItemError": "无法读取方案中的 {item:quoted}。请写成 skip[layer2.*]=0 或 "
    "branch[layer3.4]=0.5 这样的形式。",
    "PlanModelMissingError": "方案要以模型的名称开头，而 {plan:quoted} 没有。请在各项之前写上名称"
    "和冒号，例如 {example}。",
    "PlanNotOfferedError": "这个方案用于 {key}，它不能在这里比较。请选择用于 {models:list} 的方"
    "案。",
    "EmptyDrawingError": "网络图是空的。请重新载入页面。",
    "DrawingMismatchError": "网络图与 {key} 不符，该网络有 {blocks} 个块。请重新载入页面。",
    "ChoiceError": "{option} 不能是 {value:quoted}。请选择 {choices:list}。",
    "RangeError": "{option} 不能是 {value}。可以是 {minimum} 到 {maximum} 的数。",
    "WholeNumberError": "{option} 不能是 {value:quoted}。需要一个整数。",
    "MissingOptionError": "缺少 {option}。请给出它的值。",
    "NumberError": "{option} 不能是 {value:quoted}。需要一个数。",
    "TextError": "{option} 需要一段文字。请给出文字。",
    "ListTypeError": "{option} 不能是类型为 {kind:quoted} 的对象。请给出一段文字或文字的列表。",
    "StoreTypeError": "store 不能是类型为 {kind:quoted} 的对象。请给出一个 ModelStore，例如 "
    "ModelStore(Settings())。",
    "UnknownOptionError": "{experiment:quoted} 没有选项 {option:quoted}。它的选项有："
    "{options:list}。",
    "PinnedPlanMissingError": "三个网络之一是第二个方案，但还没有写下这个方案。请先写一个。",
    "LargeInputsError": "{key} 需要更大的图片，而这个基准测试用于输入为 32 × 32 像素的网络。请选"
    "择 resnet20.cifar10 这样的网络。",
    "PackageMissingError": "没有安装软件包 {package}。请用 `pip install -r {requirements}` 安装。",
    "NoPhotoError": "没有照片。请添加一张照片后重试。",
    "TooManyPhotosError": "一次 {photos} 张照片太多：上限是 {max_photos} 张。请减少照片。",
    "OnePhotoError": "{experiment:quoted} 只接受一张照片，却收到了 {photos} 张。请给出一张，其余的"
    "照片请逐张再运行。",
    "UnusedPhotosError": "给出了用于 BatchNorm 统计量的其他照片（{photos} 张），但没有要求重新估计"
    "统计量。请打开 reestimate，或者去掉其他照片。",
    "NotUploadedError": "{option} 不是已上传的文件。请先上传照片（在 Python 中使用 "
    "gradio_client.handle_file），再发送服务器的回答。",
    "OneFileError": "{option} 只接受一张照片，却收到了 {files} 张。请只发送一张，或者向带有 files "
    "参数的端点发送多张。",
    "ForeignFileError": "只会读取上传到本服务器的文件。请先上传照片，再发送服务器的回答。",
    "FetchError": "不会抓取网址。请上传文件本身。",
    "UnknownEndpointError": "没有名为 {name:quoted} 的端点。页面底部列出了所有端点。",
    "UnknownAnswerError": "没有可读取的答案 {event:quoted}。每个答案只能读取一次："
    "请重新调用该端点。",
    "EndpointParametersError": "无法用这些参数调用该端点（{reason}）。"
    "页面底部列出了每个端点的参数。",
    "ArgumentsError": "无法用这些参数调用该命令（{reason}）。它的 --help 列出了全部参数。",
    "ColumnCountError": "无法并排显示 {columns} 个网络。请选择 1 到 {max_columns} 个。",
    "DifferentClassesError": "{model} 的类别与前面的网络不同，无法比较它们的回答。请选择类别相同"
    "的网络。",
    "PlanBesideColumnsError": "已经给出了各列，方案 {plan:quoted} 不会被使用。请把方案写进某一"
    "列，或去掉各列。",
    "ModelBesideColumnsError": "已经给出了各列，模型 {model:quoted} 不会被使用。请把它写成一列，"
    "或去掉各列。",
    "OneNetworkError": "{experiment:quoted} 只使用一个训练好的网络。请给出模型，"
    "不要给出方案或各列。",
    "PlainNetworkError": "{model} 是没有跳跃连接的普通网络。请选择残差网络；比较时会自动找到它的"
    "普通孪生网络。",
    "ReservedTagError": "{key} 的名称表示它按顺序使用 CIFAR-10 的十个类别，而数据有 {classes} 个"
    "其他类别。请使用别的标签，例如 .mydata。",
    "MethodsMissingError": "没有选择显著图方法。请至少选择一种。",
    "UnknownClassError": "没有名为 {name:quoted} 的类别。请选择 {classes:quoted_list}，或 0 到 "
    "{last_index} 的序号。",
    "SimilarClassError": "没有名为 {name:quoted} 的类别。相近的名称有 {classes:list}。可以写类别"
    "的标签、标签中的一个同义词，或 0 到 {last_index} 的序号。",
    "UnlistedClassError": "没有名为 {name:quoted} 的类别，也没有相近的名称。可以写类别的标签、标"
    "签中的一个同义词，或 0 到 {last_index} 的序号；标签例如 {classes:quoted_list}。",
    "AmbiguousClassError": "有多个类别叫 {name:quoted}。请写完整的标签，即 {classes:quoted_list} "
    "之一，或序号，即 {indices:list} 之一。",
    "SameClassError": "不能把类别 {name:quoted} 与它自己对比。请选择另一个对比类别。",
    "UnknownLayerError": "没有名为 {layer:quoted} 的块或阶段。请选择阶段 {stages:list} 之一，或 "
    "{first_block} 到 {last_block} 的一个块。",
    "StrideError": "步长 {stride} 像素大于方块边长 {window} 像素，有些像素永远不会被遮住。请选择"
    "不超过 {window} 的步长。",
    "SwitchVariableError": "环境变量 {variable} 不能是 {value:quoted}。请设为 1 或 0。",
    "NumberVariableError": "环境变量 {variable} 不能是 {value:quoted}。请设为大于 0 的数。",
    "WholeVariableError": "环境变量 {variable} 不能是 {value:quoted}。请设为不小于 1 的整数。",
    "FolderVariableError": "环境变量 {variable} 不能是 {value:quoted}，因为没有这个文件夹。请创建"
    "它或改用其他文件夹。",
    "UnknownVariableError": "没有名为 {variable} 的设置。最相近的名称是 {nearest}。请改正名称，或"
    "删除这个环境变量。",
    "UnwritableFolderError": "无法写入 {path}（{reason}）。请选择其他文件夹。",
    "OutputLostError": "结果无法写入标准输出（{reason}）。请腾出空间，或把输出送往别处。",
    "DeviceError": "本机没有设备 {device:quoted}。请选择 {available:list} 或 auto。",
    "LinkPartError": "链接中的 {parts:quoted_list} 在这里没有意义。链接可以包含 {known:list}。",
    "LinkPhotoError": "制作这个链接的人用的是自己的照片，这里没有：请自己添加那张照片，"
    "代替现在显示的示例。",
    "AddressError": "无法在 {host:quoted} 的端口 {port} 上提供页面。请关闭占用该端口的程序，或选"
    "择其他端口或地址。",
    "WeightsMissingError": "本机没有 {key} 的权重；已查找这些文件夹：{folders:list}。请用 `python "
    "-m resnet_demo train` 训练，或选择本机已有的模型：{available:list}。",
    "WeightsUnreadableError": "无法读取权重 {path}（{reason}）。请检查该文件，或重新获取。",
    "NotSafetensorsError": "{path} 不是 safetensors 文件（{reason}）。请重新获取该文件，或重新训"
    "练该模型。",
    "DigestError": "权重 {path} 不可信：其 SHA-256 以 {digest:.12} 开头，而模型卡写的是 "
    "{expected:.12}。请重新获取该文件，或重新训练该模型。",
    "ArchitectureMismatchError": "权重 {path} 与 {key} 不匹配（{reason}）。请重新获取该文件，或重"
    "新训练该模型。",
    "CardMissingError": "权重 {path} 没有模型卡，无法知道如何使用。请把 {card} 放在它旁边。",
    "CardDamagedError": "{path} 不是模型卡（{reason}）。请重新获取该文件，或重新训练该模型。",
    "CardModelError": "{path} 的模型卡属于另一个模型 {key}。请把它自己的模型卡放在旁边。",
    "CardClassesError": "{path} 的模型卡所列的类别与 {key} 的不同。请给模型另取名称，或重新获取模"
    "型卡。",
    "CardInputsError": "{path} 的模型卡没有说明照片如何变成输入。`input` 下需要 8 到 1024 像素的 "
    "size，以及各含三个数的 mean 和 std，其中 std 须大于 0；还可以有大于 0、不超过 1 的 "
    "crop_fraction，以及 bilinear 或 bicubic 的 interpolation。",
    "CardPreprocessingError": "{path} 的模型卡要求的输入与 {key} 的不同。请给模型另取名称，或重新"
    "获取模型卡。",
    "HubDisabledError": "本机没有 {key} 的权重，而离线模式不允许从 {hub} 获取。请关闭离线模式，或"
    "选择本机已有的模型：{available:list}。",
    "HubTimeoutError": "本机没有 {key} 的权重，而 {hub} 在 {timeout_s:g} 秒内没有回应。请稍后重"
    "试，或选择本机已有的模型：{available:list}。",
    "HubConnectionError": "本机没有 {key} 的权重，也无法连接 {hub}。请连接网络后重试，或选择本机"
    "已有的模型：{available:list}。",
    "HubStatusError": "本机没有 {key} 的权重，而 {hub} 以状态码 {status} 拒绝了请求。请稍后重试，"
    "或选择本机已有的模型：{available:list}。",
    "HubDownloadError": "本机没有 {key} 的权重，而从 {hub} 下载失败（{reason}）。请重试，或选择本"
    "机已有的模型：{available:list}。",
    "NonFiniteLogitsError": "{key} 给出了 {count:count} 个非有限的 logits（NaN 或无穷大），因此没"
    "有答案可显示。权重可能已损坏；如果使用 GPU，请改用 CPU。",
    "NonFiniteSignalsError": "{key} 内部的响应或梯度不是有限值（NaN 或无穷大），没有可显示的内"
    "容。权重可能已损坏；请换一张照片或一个网络。",
    "NonFiniteMapError": "{method} 在 {key} 上得到的图含有 NaN 或无穷大，没有可显示的内容。请换一"
    "种方法或一张照片。",
    "SaliencyTimeoutError": "{timeout_s:g} 秒后图仍未完成，这是此处的上限。请减少采样、加大步长、"
    "选择较浅的网络，或使用 Grad-CAM 等较快的方法。",
    "RequestTimeoutError": "{timeout_s:g} 秒后请求仍未完成，这是此处的上限。请选择较浅的网络，或"
    "减少一次请求的内容。",
    "PrecisionError": "--precision 不能是 {precision:quoted}。请选择 auto；在 {device} 上也"
    "可以是 {precisions:list}。",
    "MinimumError": "{option} 不能是 {value}。需要一个不小于 {minimum} 的整数。",
    "PositiveNumberError": "{option} 不能是 {value}。需要一个大于 0 的数。",
    "DecayError": "--ema 不能是 {value}。需要一个 0 和 1 之间的数，例如 0.999。",
    "BatchPiecesError": "--accumulate 不能是 {accumulate}。它要把 {batch_size} 张图片的批次"
    "为每个进程切成相等的份（进程数：{processes}；训练图片数：{images:count}）。可用的数："
    "{fitting:list}。",
    "NothingToTrainError": "冻结 {frozen:list} 之后没有可训练的参数。请少冻结一些。",
    "ModelNameMissingError": "缺少 --model。请给出一个名称，例如 {example}，或用 --from 给"
    "出起始模型。",
    "ModelTagError": "--model 不能是 {key:quoted}。需要 {network} 加上一个自己的标签，例如 "
    "{network}.mydata。",
    "FromScratchError": "--model 不能是 {key:quoted}。ImageNet 网络只能从已训练的权重开始训"
    "练：请同时给出 --from。",
    "FreezeWithoutSourceError": "--freeze-until {until} 需要 --from：随机权重不能冻结。请给"
    "出 --from，或去掉这个选项。",
    "EarlierRunError": "{path} 已经存在。请用 --resume 继续那次训练，用 --overwrite 替换它，"
    "或选择其他 --run-dir 和 --out。",
    "UnmeasurableCardError": "--update-card 只用于模型卡含有测试部分的模型，而 {key} 没有。"
    "请去掉这个选项。",
    "PackedPictureError": "无法解压 {name}（{reason}）。请重新制作压缩包，不要设密码。",
    "DataMissingError": "没有文件夹或 ZIP 压缩包 {path}。请给出每个类别一个、内有图片的文件"
    "夹，或用 --download 下载 CIFAR-10。",
    "DataArchiveError": "{path} 不是可以读取的 ZIP 压缩包（{reason}）。请给出一个文件夹，或"
    "其 ZIP 压缩包。",
    "DataUnreadableError": "无法读取文件夹 {path}（{reason}）。请检查它的权限。",
    "NoClassFoldersError": "{path} 中没有类别文件夹。请为每个类别放一个内有图片的文件夹。",
    "EmptyClassesError": "{path} 中的 {classes:list} 没有可用的图片。请把图片放进这些文件夹，"
    "或删除它们。",
    "SingleClassError": "{path} 只有一个类别（{name}）。请添加另一个类别的图片文件夹。",
    "NoValidationError": "{path} 中没有一个类别有第二张图片可用于验证。请为每个类别添加图片。",
    "DataTooLargeError": "{path} 中的 {pictures:count} 张图片在边长 {size_px} 像素时需要 "
    "{needed:bytes} 内存，而空闲的有 {free:bytes}。请减少图片，或从输入较小的模型开始。",
    "MixedLayoutError": "{path} 可以有两种理解：{parts:list} 内有文件夹，像数据集的一个部分；"
    "旁边的 {others:list} 内有图片，像类别。如果它们都是类别，请把它们移到一个名为 train "
    "的文件夹里；否则请把 {others:list} 移到别处。",
    "PartWithoutClassesError": "在 {path} 中，{folders:list} 内有图片但没有类别文件夹，因此"
    "不知道类别。请把图片按类别分到文件夹中，或移到别处。如果它们本身就是类别，请把所有类"
    "别移到一个名为 train 的文件夹里。",
    "DuplicatePartError": "{path} 的 {part} 部分有多个文件夹：{folders:list}。请只保留一个。",
    "NoTrainPartError": "{path} 中没有名为 train 的文件夹，只有 {parts:list}。请给出含有 "
    "train 的文件夹，或含有类别文件夹的文件夹。",
    "NoTestPartError": "{path} 中既没有名为 test 的文件夹，也没有名为 val 的文件夹。要在训"
    "练图片上测量，请直接给出 train 文件夹。",
    "UnknownFoldersError": "{path} 的 {part} 部分有训练部分没有的类别文件夹：{folders:list}。"
    "训练的类别是 {classes:list}。请使用相同的文件夹名称。",
    "ModelClassesError": "{path} 中有不属于该模型类别的文件夹：{folders:list}。请按模型的类"
    "别命名文件夹：{classes:list}。",
    "DamagedPicturesError": "{path} 中有无法读取的图片。请替换或删除它们，或用 "
    "--skip-damaged 跳过它们。",
    "Cifar10Error": "无法使用 {path} 中的 CIFAR-10（{reason}）。请用 --download 下载，或检"
    "查该文件夹。",
    "OtherPicturesError": "{path} 中不是 {key} 训练和测量时所用的图片：模型卡上的 "
    "{entries:list} 与之不同。请给出训练时所用的文件夹。",
    "CheckpointMissingError": "没有可以继续的检查点 {path}。请去掉 --resume 重新开始。",
    "CheckpointDamagedError": "检查点 {path} 已损坏。请删除它，并去掉 --resume 重新开始。",
    "ForeignCheckpointError": "检查点 {path} 中不是训练过程。请选择其他 --run-dir。",
    "CheckpointOptionError": "检查点 {path} 是以 {option} = {saved!r} 而不是 {requested!r} "
    "训练的。请用相同的选项继续，或选择其他 --run-dir。",
    "CheckpointPicturesError": "检查点 {path} 训练时所用的图片不同，或者相同图片的类别或顺"
    "序不同。请把文件夹恢复原状，或选择其他 --run-dir 重新开始。",
    "ScheduleEndedError": "{path} 的训练已完成全部 {epochs} 轮，其 {schedule} 学习率安排已"
    "经结束，因此不能继续到 {requested} 轮。请用其他 --run-dir 开始一次 {requested} 轮的"
    "训练，或用 --from 微调已完成的网络。",
    "UnwritableCheckpointError": "无法写入检查点 {path}（{reason}）。请腾出空间，或选择其他"
    " --run-dir。",
    "UnwritableOutputError": "无法写入 {path}（{reason}）。请选择其他 --out。",
    "UnwritableMetricsError": "无法写入 {path}（{reason}）。请腾出空间或清除该路径，然后用 "
    "--resume 继续。",
    "UnwritableWeightsError": "无法写入 {path}（{reason}）。训练好的网络在 {run_dir} 中：请"
    "腾出空间或选择其他 --out，然后用同样的命令加上 --resume。",
    "UnwritableCardError": "无法写入 {path}（{reason}）。请把权重和模型卡复制到自己的文件夹，"
    "并使用 --weights-dir。",
    "DivergedError": "训练损失在第 {epoch} 轮第 {step} 步不再是有限值（学习率 "
    "{learning_rate:.3g}）。请用更低的 --learning-rate 重新开始，或检查数据。",
}

# Words for kinds of things that fields name.
PHRASES: dict[str, str] = {
    "empty": "空文件",
    "pdf": "PDF 文档",
    "postscript": "PostScript 图形",
    "office": "ZIP 压缩包或办公文档",
    "archive": "压缩包",
    "jpeg2000": "JPEG XL 或 JPEG 2000 图片",
    "photoshop": "Photoshop 文档",
    "icon": "图标",
    "video": "视频",
    "sound": "录音",
    "program": "程序",
    "html": "网页",
    "svg": "SVG 图形",
    "text": "文本",
    "binary": "未知的二进制数据",
    "rle_bmp": "游程编码的 BMP",
    "planar_tiff": "分平面存储深色彩的 TIFF",
}
