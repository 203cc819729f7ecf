"""The flags of the command ``train``, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[
    Path,
    typer.Option(
        help="CIFAR-10 folder, or one with class folders, or with train/<class>, val/<class> "
        "and test/<class>; or a ZIP archive of one."
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        help="NETWORK.TAG, such as resnet20.cifar10, plain56.mydata; with --from it is the "
        "source's network and the folder's name."
    ),
]
SourceOption = Annotated[
    str | None,
    typer.Option("--from", help="Fine-tune this model on the classes of --data."),
]
FreezeUntilOption = Annotated[
    str | None,
    typer.Option(
        help="With --from: train from this part on; layer1 …, fc, or none for all; default layer3."
    ),
]
RecipeOption = Annotated[
    str | None,
    typer.Option(help="one-cycle, cosine or paper; with --from, fine-tune."),
]
EpochsOption = Annotated[int | None, typer.Option(help="Instead of the recipe's own.")]
LearningRateOption = Annotated[float | None, typer.Option(help="Instead of the recipe's own.")]
SeedOption = Annotated[int, typer.Option(help="Initial weights, order and crops; 0 to 42947.")]
PrecisionOption = Annotated[
    str, typer.Option(help="fp32, bf16, fp16, or auto: bf16 or fp16 on CUDA, else fp32.")
]
AccumulateOption = Annotated[
    int, typer.Option(help="Cut each process's share of a batch into this many, for memory.")
]
EmaOption = Annotated[
    float | None,
    typer.Option(help="Publish a moving average of the weights; decay a step, such as 0.999."),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        help="Where the weights and their card go; default: where the page looks first, the "
        "folder of --weights-dir or RESNET_LAB_WEIGHTS_DIR, or else the shipped one."
    ),
]
RunDirOption = Annotated[
    Path | None, typer.Option(help="Checkpoint and metrics.csv; default runs/MODEL.")
]
OverwriteOption = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Replace an earlier run and its weights; they are kept in the run's folder.",
    ),
]
ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on from the run's checkpoint; with more --epochs than it has finished, where "
        "the recipe allows it (paper).",
    ),
]
DownloadOption = Annotated[
    bool, typer.Option("--download", help="Fetch CIFAR-10 into --data first.")
]
SkipDamagedOption = Annotated[
    bool, typer.Option("--skip-damaged", help="Go on without pictures that cannot be read.")
]
CompileOption = Annotated[bool, typer.Option("--compile", help="Use torch.compile.")]
