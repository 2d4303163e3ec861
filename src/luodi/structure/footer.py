"""Lines that a web page or a collector put around a text and that are no part of it."""

from __future__ import annotations

import re

# From one of these on, a page has ended, unless a labelled provision still follows.
_PAGE_END = re.compile(
    r"copyright|all rights reserved|版权所有|版权为|版权声明|未经.{0,12}(?:不得|禁止)|"
    r"^[【\[（(]?\s*(?:责任编辑|责编|原文下载|附件下载|相关附件|相关链接|相关阅读|相关新闻|打印本页|关闭窗口|扫一扫|分享到|上一篇|下一篇|上一条|下一条)",
    re.IGNORECASE,
)
# Single lines that may stand anywhere.
_LINE = re.compile(
    r"营业执照|增值电信业务|互联网(?:出版|新闻信息)|网络视听节目许可|广播电视节目.{0,4}许可|ICP备|ICP证|公网安备|网站标识码|"
    r"关于我们|联系我们|网站地图|合作咨询|隐私(?:政策|声明)|网站声明|举报电话|"
    r"主办单位[:：]|承办单位[:：]|技术支持[:：]|网站维护|浏览次数|阅读次数|点击数|字体[:：]|"
    r"^(?:联系人|联系电话|咨询电话|初审|一审|编审|编校|终审|签发|供稿|撰稿)[ \u3000]*[:：]|"
    r"^(?:首页|返回|打印|关闭|收藏|设为首页)(?:\s*[-|｜>/·]\s*[^\s|｜>/·-]+)*\s*$|^-?\s*\[[^\]]+\]\([^)]*\)$",
    re.IGNORECASE,
)
# Stuck to the end of the last paragraph.
_TAIL = re.compile(
    r"[（(【\[]\s*(?:责任编辑|责编|编辑|来源|作者|打印|关闭|返回|原标题|供稿|撰稿|审核)[^）)】\]]*[）)】\]]\s*$"
    r"|(?<=[。！？；])\s*(?:责任编辑|责编|编辑|来源|供稿|上一篇|下一篇|打印本页|关闭窗口)\s*[:：\s].*$"
    r"|(?<=[。！？])\s*(?:copyright|版权所有).*$",
    re.IGNORECASE,
)
# Footers are short; a longer line is a paragraph, and is looked at only where one may end.
_MAX_LINE = 400


def is_page_end(line: str) -> bool:
    return len(line) <= _MAX_LINE and _PAGE_END.search(line) is not None and not _reads_as_prose(line)


def is_footer_line(line: str) -> bool:
    # No footer is shorter than 返回; most lines of a text broken to pieces are.
    if not 2 <= len(line) <= _MAX_LINE:
        return False
    return is_page_end(line) or (_LINE.search(line) is not None and not _reads_as_prose(line))


def tail_start(line: str) -> int:
    """Where a footer stuck to the end of a paragraph begins; the line's length where there is none."""
    match = _TAIL.search(line, max(0, len(line) - _MAX_LINE))
    return len(line[: match.start()].rstrip()) if match else len(line)


def _reads_as_prose(line: str) -> bool:
    # "加强网站版权声明管理。" is a duty: footers do not end in a Chinese full stop.
    return line.rstrip().endswith(("。", "；", "：")) and "copyright" not in line.lower()
