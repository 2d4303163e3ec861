"""Texts of every form that policy documents take, invented; what each shows is in its name."""

from __future__ import annotations

from tests.engine import structure_notices as notices

BOOKS = """\
楚江省创新促进条例
（2021年3月1日楚江省第十三届人民代表大会常务委员会第二十次会议通过）
目　录
第一编　总则
第一章　基本规定
第二章　管理
第二编　分则
第一章　平台
第一编　总则
第一章　基本规定
第一节　一般规定
第一条　为促进创新，制定本条例。
第二条　本条例所称创新，是指下列活动：
（一）研究；
（二）开发：
１．样机；
２．中试。
前款所列活动不含培训。
第二条之一　县级以上人民政府应当保障投入。
第二章　管理
第三条（职责分工）省科技厅负责统筹。
市、县科技部门负责实施。
第二编　分则
第一章　平台
第四条　【平台】支持建设平台。
"""

ARTICLES_UNDER_SECTIONS = """\
关于支持创新的若干政策
一、支持企业
第一条 对企业给予奖励。
第二条 对平台给予补助。
二、支持人才
第三条 对人才给予补贴。
（一）顶尖人才；
（二）领军人才。
第四条 对团队给予资助。
三、附则
第五条 本政策自发布之日起施行。
"""

ITEMS_UNDER_FIGURES = """\
某市项目申报指南
1. 申报条件
（一）在本市注册；
（二）有研发机构。
2. 申报材料
（一）申请书；
（二）承诺书。
3. 申报时间
2024年3月1日至31日。
"""

PLAN_WITH_CONTENTS = """\
某市科技创新“十四五”规划
目  录
前言..................1
第一章 发展基础.......2
一、现状..............2
第二章 总体要求.......8
附件 重大工程表 ..... 30
前言
“十四五”时期是关键期。
第一章 发展基础
一、现状
“十三五”以来，成效明显。
（一）平台增多。
第二章 总体要求
一、指导思想
坚持创新。
专栏1 重大平台
1.实验室：建设一批。
2.中心：建设一批。
二、目标
到2025年，强度达到3%。
"""

BOLD = """\
# 某市行动方案

某府办发[2023]第12号

**一、总体要求。**

坚持创新。

**二、主要任务**

**（一）建设平台，壮大主体。****围绕产业链**布局。

**（二）引育人才，优化生态。**实施计划。（责任单位：市人社局）

1\\. **引进人才。** 面向全球。

2\\. **培养人才。** 依托高校。

某市人民政府办公室 2023年4月5日
"""

SIGNED_IN_BRACKETS = """\
关于加强合作的意见
（征求意见稿）
为加强合作，提出如下意见。
一、意义
重大。
二、要求
抓好落实。
（某市科技局　某市财政局代章）
2023 年 4 月 5 日
"""

DATED_UNDER_TITLE = """\
某市科技计划管理办法
（2021年3月1日印发）
第一条 为规范管理，制定本办法。
第二条 办法如下。
"""

PROSE_LIKE_LABELS = """\
某办法
第一条 符合下列条件之一：
（一）甲；
（二）乙。
（一）项所列条件由市科技局认定。
（一）、（二）两项可以并用。
第二条规定的条件另行公布。
第三条的规定不适用。
第二条 资金安排如下：
1.5亿元用于平台。
2023.年度计划另行下达。
2、3月份集中受理。
一、二级市场联动。
一、二、三产业融合。
2021、2022、2023年连续支持。
本办法
第十七条执行的，从其规定。
第三条 自印发之日起施行。
"""

RUNNING_THROUGH = """\
某方案
一、甲
1.做一。甲甲。
2.做二。乙乙。
二、乙
3.做三。丙丙。
（1）细一
①小一；
②小二。
（2）细二
三、丙
4.2025年目标。完成。
5.5G应用。推广5G。
6.做六
1）甲
2）乙
"""

GAPS_AND_REPEATS = """\
某方案
一、甲
（一）子一。内容。
（三）子三。内容。
（三）子三重。内容。
二、乙
（二）子二。首号丢失。
（三）子三。内容。
四、丁
内容。
"""

SIGNS = """\
某方案
㈠甲方面。做甲。
⑴一点。
⑵二点。
㈡乙方面。做乙。
⒈小点。
⒉小点。
"""

LABELS_ALONE = """\
某办法
第一章
总　则
第一条
为创新，制定本办法。
第二条
适用于本市。
（ 一 ）
甲；
（ 二 ）
乙。
"""

# Below its title the day and the assembly that passed it, without brackets; several ministries sign the next.
REGULATION = """\
# 某省电子服务条例

2021年9月29日 某省第十三届人民代表大会常务委员会第三十一次会议通过

<!-- INFO END -->

第一条 为了规范服务，制定本条例。

第二条 平台有下列情形的，应当采取措施：

（一）信息不准确的，通知改正；

（二）许可届满的，暂停服务。

平台依照前款第二项规定要求提供信息的，期限不得少于三十日。

第三条 本条例自2022年3月1日起施行。
"""

JOINT_OPINION = """\
工业和信息化部等三部门关于推动某产业发展的实施意见
工信部联某〔2024〕12号

各省、自治区、直辖市工业和信息化主管部门，各有关单位：

某产业由前沿技术驱动，现提出如下意见。

一、指导思想

坚持创新引领。

二、基本原则

前瞻部署、梯次培育。系统谋划，超前布局。

创新驱动、应用牵引。以场景为牵引。

三、重点任务

（一）全面布局

1.加强谋划。推进六大方向。

（二）加快创新

2.提升能力。突破关键技术。

工业和信息化部
教育部
国务院国有资产监督管理委员会
中国科学院
2024年1月18日
"""

ITEMS_IN_ONE_LINE = """\
某办法
第一条 条件如下：（一）有场所；（二）有人员。
第二条 条件如下：
（一）有场所；（二）有人员；（三）有资金。
（四）其他。
第三条 1.甲；2.乙。
1.甲，见（二）；2.乙1.5亿元；3.丙。
"""

PARTS_AND_JOINT_SIGNATURE = """\
某市促进科技创新若干政策
第一部分 平台
一、支持实验室
1.新建国家级的，给予1000万元。
2.新建省级的，给予200万元。
二、支持中心
同上。
第二部分 企业
三、支持高企
首次认定的，奖励20万元。
四、附则
（一）本政策自2022年1月1日起施行。
（二）由市科技局负责解释。
市科技局
市财政局
2021年12月30日
"""

CIRCLED_IN_ONE_LINE = """\
某市专精特新企业培育方案
一、培育目标
到2025年，培育：
1. 国家级100家；
2. 省级500家。
二、培育措施
（一）强化服务
①建立台账②配备专员③定期走访
（二）资金支持
对“小巨人”给予：一是奖励50万元；二是贴息50%。
三、组织保障
1. 加强领导。
（1）成立专班
（2）定期调度
2. 强化考核。
"""

# Figures run on through a section that begins among them: the section is none of theirs.
SECTION_AMONG_FIGURES = """\
关于支持人才创新的若干措施
1.引进人才。引进50名。
2.培养人才。培养1000名。
一、保障
3.资金。安排5亿元。
4.服务。优化服务。
本措施自印发之日起施行。
附：任务清单
某市人民政府办公室
2023年12月1日
"""

FORMS = {
    "books": BOOKS,
    "articles_under_sections": ARTICLES_UNDER_SECTIONS,
    "items_under_figures": ITEMS_UNDER_FIGURES,
    "notice_with_annexes": notices.NOTICE_WITH_ANNEXES,
    "notice_with_provisions": notices.NOTICE_WITH_PROVISIONS,
    "plan_with_contents": PLAN_WITH_CONTENTS,
    "order": notices.ORDER,
    "bold": BOLD,
    "signed_in_brackets": SIGNED_IN_BRACKETS,
    "dated_under_title": DATED_UNDER_TITLE,
    "prose_like_labels": PROSE_LIKE_LABELS,
    "running_through": RUNNING_THROUGH,
    "gaps_and_repeats": GAPS_AND_REPEATS,
    "undated_notice": notices.UNDATED_NOTICE,
    "page_fields": notices.PAGE_FIELDS,
    "annexes_listed_apart": notices.ANNEXES_LISTED_APART,
    "signs": SIGNS,
    "labels_alone": LABELS_ALONE,
    "title_cut": notices.TITLE_CUT,
    "state_plan": notices.STATE_PLAN,
    "regulation": REGULATION,
    "joint_opinion": JOINT_OPINION,
    "opinion_with_table": notices.OPINION_WITH_TABLE,
    "public_notice": notices.PUBLIC_NOTICE,
    "items_in_one_line": ITEMS_IN_ONE_LINE,
    "annex_contract": notices.ANNEX_CONTRACT,
    "parts_and_joint_signature": PARTS_AND_JOINT_SIGNATURE,
    "markdown_headings": notices.MARKDOWN_HEADINGS,
    "notice_without_unit": notices.NOTICE_WITHOUT_UNIT,
    "circled_in_one_line": CIRCLED_IN_ONE_LINE,
    "section_among_figures": SECTION_AMONG_FIGURES,
}
