"""Forward model of chain B: UTF-8 taken for two-byte characters whose second byte nobody checks.

A pair's place in the table is computed from its bytes, so a second byte below 40 lands in the row before:
府< (E5BA 9C3C) becomes E5BA 9BFB. Digits are taken for the second byte of four and become ``?``. What
comes out is read as UTF-8 again, and bytes that fit nowhere are dropped.
"""

from __future__ import annotations


def damage_pairs(clean: str) -> str:
    data = clean.encode("utf-8")
    out = bytearray()
    at = 0
    while at < len(data):
        lead = data[at]
        if lead < 0x80 or at + 1 == len(data):
            out.append(lead)
            at += 1
            continue
        second = data[at + 1]
        at += 2
        if second in b"0123456789":
            out += b"?"
        elif second >= 0x40:
            out += bytes((lead, second))
        else:
            place = (lead - 0x81) * 190 + second - 0x40
            row, column = divmod(place, 190)
            if row < 0:
                out += b"?"
            else:
                out += bytes((0x81 + row, 0x40 + column + (column >= 0x3F)))
    return out.decode("utf-8", "ignore")
