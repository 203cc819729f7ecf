"""简体中文 of the sentences about photos that were read although something is wrong with them."""

from __future__ import annotations

# By the name of the note's type in ``photos/notes.py``; the fields are those of the type.
NOTES: dict[str, str] = {
    "MissingRowsNote": "文件不完整：{height:count} 行中缺少最后 {rows:count} 行，缺少的部分显示为"
    "灰色。",
    "MissingPassesNote": "文件不完整：照片的细节比保存时少。",
    "ShrunkNote": "照片有 {width:count} × {height:count} 像素，超过这里读取的上限，因此按 "
    "{shown_width:count} × {shown_height:count} 像素读取。",
}
