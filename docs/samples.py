"""Draws the sample pictures of the page: ``PYTHONPATH=. python docs/samples.py``.

They are drawings of the project's own, each of one of CIFAR-10's ten classes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from resnet_demo.page.samples import FOLDER

CANVAS = 1024
SIDE = 256  # of the files
GRAIN = 16  # pixels of the canvas that share one grain of noise
Colour = tuple[int, int, int]


def shade(top: Colour, bottom: Colour, noise: float) -> Image.Image:
    """Returns a background that goes from one colour to another, with some grain."""
    steps = np.linspace(0, 1, CANVAS)[:, None, None]
    rows = np.array(top) * (1 - steps) + np.array(bottom) * steps
    grain = np.random.default_rng(0).normal(0, noise, (CANVAS // GRAIN, CANVAS // GRAIN, 1))
    pixels = rows + np.kron(grain, np.ones((GRAIN, GRAIN, 1)))
    picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return picture.filter(ImageFilter.GaussianBlur(GRAIN / 2))


def draw_wheels(draw: ImageDraw.ImageDraw, centres: tuple[int, ...], y: int, radius: int) -> None:
    """Draws wheels side by side."""
    for x in centres:
        for size, colour in ((radius, (28, 28, 30)), (radius * 0.45, (175, 177, 181))):
            draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)


def airplane() -> Image.Image:
    """An airliner in the sky."""
    picture = shade((90, 150, 220), (190, 220, 245), 4)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(420, 520), (560, 520), (380, 800), (320, 800)], fill=(150, 160, 172))
    draw.polygon([(470, 470), (570, 470), (520, 270), (470, 270)], fill=(190, 198, 208))
    draw.ellipse((90, 430, 930, 560), fill=(235, 238, 242))
    draw.polygon([(110, 470), (60, 290), (150, 290), (260, 450)], fill=(190, 60, 60))
    draw.polygon([(90, 500), (40, 580), (110, 580), (200, 520)], fill=(150, 160, 172))
    for x in range(300, 800, 45):
        draw.ellipse((x, 470, x + 22, 495), fill=(70, 100, 140))
    draw.polygon([(850, 455), (905, 470), (915, 490), (850, 490)], fill=(60, 80, 110))
    return picture


def automobile() -> Image.Image:
    """A car on a road."""
    picture = shade((175, 200, 225), (225, 230, 232), 5)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 680, CANVAS, CANVAS), fill=(120, 122, 126))
    body = [(60, 640), (90, 520), (280, 490), (390, 360), (690, 360), (810, 490), (950, 530)]
    draw.polygon([*body, (970, 680), (60, 680)], fill=(200, 30, 35))
    draw.polygon([(320, 490), (410, 390), (530, 390), (530, 490)], fill=(60, 80, 100))
    draw.polygon([(560, 490), (560, 390), (670, 390), (760, 490)], fill=(60, 80, 100))
    draw_wheels(draw, (250, 770), 690, 100)
    draw.ellipse((60, 560, 110, 610), fill=(250, 240, 180))
    return picture


def bird() -> Image.Image:
    """A robin on a branch."""
    picture = shade((150, 190, 140), (110, 160, 100), 6)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 760, CANVAS, 800), fill=(95, 70, 45))
    draw.ellipse((250, 360, 720, 720), fill=(120, 85, 60))
    draw.ellipse((300, 450, 640, 730), fill=(215, 120, 60))
    draw.ellipse((560, 220, 800, 460), fill=(120, 85, 60))
    draw.polygon([(780, 310), (900, 345), (785, 375)], fill=(60, 60, 60))
    draw.ellipse((690, 300, 730, 340), fill=(10, 10, 10))
    draw.polygon([(290, 480), (40, 640), (120, 690), (380, 640)], fill=(85, 60, 45))
    draw.polygon([(330, 430), (600, 470), (300, 640)], fill=(90, 62, 45))
    for x in (450, 530):
        draw.line((x, 710, x, 770), fill=(60, 45, 35), width=14)
    return picture


def frog() -> Image.Image:
    """A frog on the ground."""
    picture = shade((120, 100, 70), (90, 75, 50), 12)
    draw = ImageDraw.Draw(picture)
    for box in ((90, 640, 420, 900), (620, 640, 940, 900)):
        draw.ellipse(box, fill=(70, 120, 45))
    boxes = ((220, 380, 800, 880), (270, 250, 470, 450), (560, 250, 760, 450), (230, 330, 790, 640))
    for box in boxes:
        draw.ellipse(box, fill=(95, 150, 60))
    for x in (370, 660):
        draw.ellipse((x - 60, 290, x + 60, 410), fill=(230, 210, 90))
        draw.ellipse((x - 35, 315, x + 35, 385), fill=(15, 15, 15))
    draw.ellipse((380, 600, 660, 860), fill=(190, 200, 130))
    draw.arc((330, 430, 700, 600), 20, 160, fill=(40, 70, 25), width=12)
    return picture


def horse() -> Image.Image:
    """A horse on a meadow."""
    picture = shade((170, 205, 235), (215, 230, 235), 6)
    draw = ImageDraw.Draw(picture)
    coat, mane = (110, 65, 35), (45, 28, 18)
    draw.rectangle((0, 690, CANVAS, CANVAS), fill=(100, 140, 70))
    draw.ellipse((230, 400, 760, 650), fill=coat)
    for x in (290, 370, 620, 700):
        draw.polygon([(x - 32, 600), (x + 38, 600), (x + 20, 860), (x - 18, 860)], fill=coat)
        draw.rectangle((x - 20, 845, x + 24, 880), fill=mane)
    draw.polygon([(640, 470), (760, 560), (880, 250), (800, 200)], fill=coat)
    draw.polygon([(790, 200), (960, 330), (940, 390), (840, 340)], fill=coat)
    draw.polygon([(800, 200), (820, 140), (845, 215)], fill=coat)
    draw.polygon([(640, 450), (780, 190), (810, 200), (700, 500)], fill=mane)
    draw.polygon([(250, 450), (150, 520), (130, 760), (200, 700), (270, 520)], fill=mane)
    draw.ellipse((868, 262, 886, 280), fill=(10, 10, 10))
    return picture


def ship() -> Image.Image:
    """A steamer at sea."""
    picture = shade((150, 190, 225), (200, 220, 235), 5)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, CANVAS, CANVAS), fill=(40, 90, 140))
    draw.polygon([(90, 560), (940, 560), (840, 720), (180, 720)], fill=(150, 40, 40))
    draw.polygon([(90, 560), (940, 560), (920, 600), (110, 600)], fill=(240, 240, 240))
    draw.rectangle((280, 430, 720, 560), fill=(245, 245, 245))
    draw.rectangle((340, 330, 600, 430), fill=(235, 235, 235))
    for box in ((420, 210, 490, 330), (530, 240, 590, 330)):
        draw.rectangle(box, fill=(210, 90, 40))
    for x in range(300, 700, 60):
        draw.rectangle((x, 470, x + 30, 500), fill=(60, 80, 110))
    for y in range(730, CANVAS, 50):
        draw.line((0, y, CANVAS, y + 10), fill=(70, 120, 170), width=10)
    return picture


def truck() -> Image.Image:
    """A lorry on a road."""
    picture = shade((180, 205, 230), (215, 225, 230), 5)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 760, CANVAS, CANVAS), fill=(110, 112, 116))
    draw.rectangle((60, 290, 660, 760), fill=(225, 228, 232))
    draw.rectangle((60, 290, 660, 330), fill=(190, 194, 200))
    draw.polygon([(680, 420), (850, 420), (950, 580), (950, 770), (680, 770)], fill=(190, 45, 40))
    draw.polygon([(720, 460), (830, 460), (900, 580), (720, 580)], fill=(120, 160, 190))
    draw.rectangle((40, 750, 960, 800), fill=(60, 60, 66))
    draw_wheels(draw, (190, 360, 800), 805, 85)
    return picture


DRAWINGS: tuple[Callable[[], Image.Image], ...] = (
    airplane,
    automobile,
    bird,
    frog,
    horse,
    ship,
    truck,
)

if __name__ == "__main__":
    for drawing in DRAWINGS:
        small = drawing().resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        small.save(Path(FOLDER) / f"{drawing.__name__}.png", optimize=True)
