"""What kind of procedure was typed: the words by which punctures and lines are known (R-MINOR-OPS)."""

from __future__ import annotations

import re

_PROCEDURES = (
    (
        "marrow_puncture",
        ("骨髓穿刺", "骨穿", "骨髓活检", "骨髓检查", "marrow punct", "marrow aspir", "marrow biops", "marrow exam"),
    ),
    ("lumbar_puncture", ("腰椎穿刺", "腰穿", "lumbar punct", "lumbar tap")),
    ("picc", ("picc", "外周静脉置入中心静脉导管", "经外周静脉")),
)
"""Words by which a typed procedure is known; any other minor procedure is `other_minor`."""
_ALWAYS = (
    r"诊断性|复查|床旁|(?:局部?麻醉?|全身?麻醉?|镇静|麻醉|超声引导|b超引导)下|左侧?|右侧?|双侧|两侧|穿刺|术|行"
    r"|\b(?:left|right|bilateral|diagnostic|under|sedation)\b|[\s\d().,（）·-]"
)
_DESCRIBES = {
    "marrow_puncture": re.compile(
        rf"{_ALWAYS}|髂[前后]?上?棘?骨?|胸骨|胫骨|活检|检查|涂片"
        r"|\b(?:bone|iliac|crest|posterior|anterior|sternal|biops\w*|aspirat\w*|examination)\b"
    ),
    "lumbar_puncture": re.compile(rf"{_ALWAYS}|鞘内注射|鞘内给药|鞘注|检查|涂片"),
    "picc": re.compile(
        rf"{_ALWAYS}|上肢|肘|贵要静脉|置管|置入|植入|中心静脉|导管|拔除|拔管|更换|维护"
        r"|\b(?:line|catheter|insertion|placement|removal|exchange)\b"
    ),
}
"""What may stand beside the name of each procedure and makes no other of it; anything else does."""
_AND = re.compile(r"[+＋、，,;；/&及与和]|\band\b|\bwith\b")
_GOES_ALONG = {
    "marrow_puncture": ("活检", "活检术", "涂片", "biopsy", "biopsies", "aspirate", "aspirates", "aspiration"),
    "lumbar_puncture": ("涂片", "鞘注", "鞘内注射", "鞘内给药", "intrathecal injection"),
}
"""What is done in the course of such a puncture and has no place of its own."""


def procedure_codes(typed: str) -> frozenset[str]:
    """Which of R-MINOR-OPS's procedures were typed; `other_minor` for a part in which none is recognised."""
    named = {part: _procedure_code(part) for part in map(str.strip, _AND.split(typed.casefold())) if part}
    along = [word for code in named.values() for word in _GOES_ALONG.get(code, ())]
    return frozenset(code for part, code in named.items() if part not in along) or frozenset(("other_minor",))


def _procedure_code(words: str) -> str:
    """The procedure that `words` name and do no more than describe: 骨髓穿刺术, not 骨髓穿刺术后切口清创."""
    for code, names in _PROCEDURES:
        for name in names:
            beside = re.sub(rf"{name}[a-z]*", " ", words, count=1)
            if beside != words and not _DESCRIBES[code].sub("", beside):
                return code
    return "other_minor"
