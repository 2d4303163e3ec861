"""What libxml2 says of badly written XML, in the language of the message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from luodi.messages import Worded

# By libxml2's number of the fault (xmlerror.h).
_ZH: Final = {
    4: "文件是空的，或者不是以标签开头",
    5: "最外层标签结束之后还有内容",
    9: "有 XML 不允许的字符",
    23: "以“&”开头的写法缺少分号；“&”本身要写成 &amp;",
    26: "用了没有定义的写法（&…;）",
    32: "声明的字符编码不认识",
    38: "属性的值里有“<”，要写成 &lt;",
    39: "属性的值没有放在引号里",
    40: "属性的值没有写完，缺少后引号",
    41: "属性没有值",
    42: "同一个标签里有一个属性写了两次",
    45: "注释没有结束",
    62: "正文里有“]]>”，要写成 ]]&gt;",
    63: "CDATA 没有结束",
    64: "XML 声明前面还有内容，它要在文件最开头",
    65: "标签里的属性写法有误，或者两个属性之间没有空格",
    68: "标签名称不对，或者“&”没有写成 &amp;、“<”没有写成 &lt;",
    73: "标签没有写完，缺少“>”",
    76: "开始标签和结束标签不配对",
    77: "文件没有写完，有标签没有结束",
    80: "注释里有两个连字符",
    81: "文件的字符与声明的编码不符",
    201: "标签名称的前缀没有声明命名空间",
}
_UNPAIRED: Final = re.compile(r"tag mismatch: (\S+) line \d+ and ([^\s,]+)")
_OPEN: Final = re.compile(r"end of data in tag (\S+)")
_DEEP: Final = re.compile(r"depth in document: \d+|maximum depth", re.IGNORECASE)
_OTHERWISE: Final = "不符合 XML 的写法"


@dataclass(frozen=True, slots=True)
class XmlFault(Worded):
    """Why a text is no XML. english: as libxml2 says it; number: its own of the fault, 0 for none."""

    english: str
    number: int = 0

    @classmethod
    def of(cls, error: etree.XMLSyntaxError) -> XmlFault:
        return cls(error.msg or str(error), getattr(error, "code", None) or 0)  # the stubs forget it

    def in_language(self, lang: str) -> str:
        if lang != "zh":
            return self.english
        if (pair := _UNPAIRED.search(self.english)) is not None:
            return f"开始标签 {pair[1]} 和结束标签 {pair[2]} 不配对"
        if (tag := _OPEN.search(self.english)) is not None:
            return f"文件没有写完，标签 {tag[1]} 没有结束"
        if _DEEP.search(self.english) is not None:
            return "标签一层套一层，太深了"
        return _ZH.get(self.number, _OTHERWISE)
