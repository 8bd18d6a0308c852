<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AdoptAmendmentDialog</name>
    <message>
        <source>Adopt protocol %1</source>
        <translation>采用方案 %1</translation>
    </message>
    <message>
        <source>Protocol %1 of %2 changes protocol %3; everything else stays as it is.</source>
        <translation>方案 %1（%2）在方案 %3 的基础上作以下修改，其余不变。</translation>
    </message>
    <message>
        <source>Texts that still say the old number:</source>
        <translation>以下文字仍写着旧的数值：</translation>
    </message>
    <message>
        <source>In &amp;force for whoever consents from</source>
        <translation>自该日起签署知情同意者适用(&amp;F)</translation>
    </message>
    <message>
        <source>for example 2026-12-01</source>
        <translation>例如 2026-12-01</translation>
    </message>
    <message>
        <source>&amp;Source: ethics approval, its number and date</source>
        <translation>依据：伦理批件号和日期(&amp;S)</translation>
    </message>
    <message>
        <source>Adopt</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Amendment to protocol %1</source>
        <translation>方案修订 %1</translation>
    </message>
    <message>
        <source>Type the day from which it is in force.</source>
        <translation>请填写生效日期。</translation>
    </message>
    <message>
        <source>It is still being worked out whose verdicts would change.</source>
        <translation>正在计算哪些受试者的判定会改变，请稍候。</translation>
    </message>
</context>
<context>
    <name>AdoptProposalsDialog</name>
    <message>
        <source>Adopt all proposals</source>
        <translation>采纳全部建议</translation>
    </message>
    <message>
        <source>Nothing is decided before you sign. What is marked † is not the stricter reading: read it and tick it yourself. What is not ticked stays open.</source>
        <translation>签字前不作任何裁定。标 † 者建议的读法并非较严者，请阅后自行勾选。未勾选的保持未裁定。</translation>
    </message>
    <message>
        <source>† Read these first</source>
        <translation>† 请先阅</translation>
    </message>
    <message>
        <source>Other proposals</source>
        <translation>其他建议</translation>
    </message>
    <message>
        <source>&amp;Source (section, letter, meeting)</source>
        <translation>来源(&amp;S)（章节、函件、会议）</translation>
    </message>
    <message>
        <source>Signed by %1</source>
        <translation>签字：%1</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Adopt and sign (%1)</source>
        <translation>采纳并签字（%1）(&amp;A)</translation>
    </message>
    <message>
        <source>One moment: it is still worked out what would change.</source>
        <translation>请稍候：正在核对将改变的判定。</translation>
    </message>
    <message>
        <source>Say where this is written or who decided it.</source>
        <translation>请注明来源：方案章节、函件或会议。</translation>
    </message>
</context>
<context>
    <name>AskedBanner</name>
    <message>
        <source>Esc back to today</source>
        <translation>Esc 回到今日</translation>
    </message>
    <message>
        <source>Asked: %1 · nothing is recorded</source>
        <translation>预判 %1 · 不作任何记录</translation>
    </message>
    <message>
        <source>Asked: first infusion on %1 · nothing is recorded</source>
        <translation>预判首次回输 %1 · 不作任何记录</translation>
    </message>
</context>
<context>
    <name>Block</name>
    <message>
        <source>No value: why (F8)</source>
        <translation>无结果的原因（F8）</translation>
    </message>
    <message>
        <source>Confirmed: {0}</source>
        <translation>已确认：{0}</translation>
    </message>
    <message>
        <source>It is {0} (Enter)</source>
        <translation>确为 {0}（Enter）</translation>
    </message>
</context>
<context>
    <name>BoardModel</name>
    <message>
        <source>Hide the settled ones ▴</source>
        <translation>收起已符合的项 ▴</translation>
    </message>
    <message>
        <source>%1 more settled ▾</source>
        <translation>另 %1 项符合 ▾</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Decide this ruling?</source>
        <translation>确认裁定</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>未裁定</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translation>裁定(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>返回(&amp;B)</translation>
    </message>
</context>
<context>
    <name>CountBlock</name>
    <message>
        <source>%1 of %2 answered</source>
        <translation>已判定 %1／%2 项</translation>
    </message>
    <message>
        <source>%1 to be judged anew</source>
        <translation>%1 项须重新判定</translation>
    </message>
    <message>
        <source>Hide the %1 that the data decide (F3)</source>
        <translation>收起由资料计算的 %1 项（F3）</translation>
    </message>
    <message>
        <source>%1 more are decided by the data, without a question (F3)</source>
        <translation>另有 %1 项由资料计算，无需判定（F3 显示）</translation>
    </message>
    <message>
        <source>F2 next open question</source>
        <translation>F2 下一项未判定</translation>
    </message>
</context>
<context>
    <name>CountTiles</name>
    <message>
        <source>satisfied</source>
        <translation>符合</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>不符合</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>待日期</translation>
    </message>
    <message>
        <source>open</source>
        <translation>待定</translation>
    </message>
</context>
<context>
    <name>CriterionBoard</name>
    <message>
        <source>v%1 · enrolled %2</source>
        <translation>方案 %1 · 入组日 %2</translation>
    </message>
    <message>
        <source>v%1 · ended %2</source>
        <translation>方案 %1 · 结束日 %2</translation>
    </message>
    <message>
        <source>Protocol %1 · today</source>
        <translation>方案 %1 · 截至今日</translation>
    </message>
    <message>
        <source>Protocol %1 · %2</source>
        <translation>方案 %1 · 截至 %2</translation>
    </message>
    <message>
        <source>Inclusion / exclusion</source>
        <translation>入选 / 排除判定</translation>
    </message>
    <message>
        <source>Criteria</source>
        <translation>入选、排除标准</translation>
    </message>
</context>
<context>
    <name>CurveBlock</name>
    <message>
        <source>Temperature and heart rate over the infusion</source>
        <translation>回输过程中的体温和心率</translation>
    </message>
    <message>
        <source>Temperature ℃</source>
        <translation>体温 ℃</translation>
    </message>
    <message>
        <source>Heart rate /min</source>
        <translation>心率 /min</translation>
    </message>
    <message>
        <source>infusing</source>
        <translation>回输中</translation>
    </message>
</context>
<context>
    <name>DayCheck</name>
    <message>
        <source>Asked anew for %1</source>
        <translation>%1 当日复核</translation>
    </message>
</context>
<context>
    <name>DayQuestion</name>
    <message>
        <source>Judge on another day</source>
        <translation>预判某日</translation>
    </message>
    <message>
        <source>Enrolment</source>
        <translation>当日入组</translation>
    </message>
    <message>
        <source>Judged as if that day were here; a plan before it moves to it</source>
        <translation>按该日判定；计划首次回输早于该日的，移到该日</translation>
    </message>
    <message>
        <source>First infusion</source>
        <translation>当日首次回输</translation>
    </message>
    <message>
        <source>Judged as of today, with the first infusion planned on that day</source>
        <translation>仍按今日判定，仅将计划首次回输移到该日</translation>
    </message>
    <message>
        <source>Plan the first infusion on this day …</source>
        <translation>将首次回输计划在这一天…</translation>
    </message>
    <message>
        <source>Only today and days to come can be asked about.</source>
        <translation>只能预判今日及以后的日期。</translation>
    </message>
</context>
<context>
    <name>DecisionDialog</name>
    <message>
        <source>Setting</source>
        <translation>研究设置</translation>
    </message>
    <message>
        <source>Fixed after the first infusion; then only an amendment changes it.</source>
        <translation>首次回输后固定，此后只能随方案修订更改。</translation>
    </message>
    <message>
        <source>&amp;Source: protocol section, letter, meeting</source>
        <translation>来源：方案章节、函件或会议(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Reason for the change</source>
        <translation>修改原因(&amp;R)</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>This is not a value of the kind that is asked for.</source>
        <translation>填写的内容与要求的格式不符。</translation>
    </message>
    <message>
        <source>Say where this is written or who decided it.</source>
        <translation>请填写来源：出自何处，或由谁决定。</translation>
    </message>
    <message>
        <source>A decision that changes needs a reason.</source>
        <translation>更改已确认的内容须填写修改原因。</translation>
    </message>
    <message>
        <source>One moment: it is still worked out what would change.</source>
        <translation>请稍候：正在推算影响。</translation>
    </message>
</context>
<context>
    <name>DecisionsModel</name>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>确认人、日期</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>未确认</translation>
    </message>
</context>
<context>
    <name>DifferencesView</name>
    <message>
        <source>What the amendment changes</source>
        <translation>修订内容</translation>
    </message>
    <message>
        <source>Criterion</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>修订前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>修订后</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>&amp;Reason …</source>
        <translation>原因说明…(&amp;R)</translation>
    </message>
    <message>
        <source>History</source>
        <translation>修改历史</translation>
    </message>
</context>
<context>
    <name>EffectsView</name>
    <message>
        <source>Working out what would change …</source>
        <translation>正在核对将改变的判定 …</translation>
    </message>
    <message>
        <source>Worked out: %1 of %2 participants</source>
        <translation>已核对 %1/%2 例受试者</translation>
    </message>
    <message>
        <source>No participant yet: nobody&apos;s verdict would change.</source>
        <translation>尚无受试者，不改变任何判定。</translation>
    </message>
    <message>
        <source>1 confirmation of eligibility becomes void.</source>
        <translation>1 例合格确认将失效。</translation>
    </message>
    <message>
        <source>%1 confirmations of eligibility become void.</source>
        <translation>%1 例合格确认将失效。</translation>
    </message>
    <message>
        <source>No verdict would change (%1 participants looked at).</source>
        <translation>判定均不改变（已核对 %1 例受试者）。</translation>
    </message>
    <message>
        <source>1 of %1 participants would change.</source>
        <translation>%1 例受试者中 1 例的判定将改变。</translation>
    </message>
    <message>
        <source>%1 of %2 participants would change.</source>
        <translation>%2 例受试者中 %1 例的判定将改变。</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另 %1 项</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Earliest first infusion</source>
        <translation>最早可首次回输</translation>
    </message>
    <message>
        <source>Screening valid until</source>
        <translation>筛选结果有效至</translation>
    </message>
    <message>
        <source>becomes void, to be signed again</source>
        <translation>失效，须重新签字</translation>
    </message>
    <message>
        <source>Confirmation of eligibility</source>
        <translation>合格确认</translation>
    </message>
    <message>
        <source>not in this version</source>
        <translation>本版无此项</translation>
    </message>
</context>
<context>
    <name>EntryBar</name>
    <message>
        <source>+ New</source>
        <translation>+ 新增</translation>
    </message>
    <message>
        <source>No. %1</source>
        <translation>第 %1 次</translation>
    </message>
</context>
<context>
    <name>EntryPanel</name>
    <message>
        <source>Strike out …</source>
        <translation>作废 …</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Reason for the change</source>
        <translation>修改原因</translation>
    </message>
    <message>
        <source>Strike out: %1</source>
        <translation>作废：%1</translation>
    </message>
    <message>
        <source>What you typed is still here.</source>
        <translation>已录入的内容仍在此处。</translation>
    </message>
    <message>
        <source>Not saved, and no draft of it could be kept.</source>
        <translation>尚未保存，草稿也未能保留。</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另 %1 项</translation>
    </message>
    <message>
        <source>Typed on %1 and not saved.</source>
        <translation>%1 录入，尚未保存。</translation>
    </message>
    <message>
        <source>All of it is saved already.</source>
        <translation>草稿中的内容均已保存。</translation>
    </message>
    <message>
        <source>A protocol deviation was opened with it: complete it there.</source>
        <translation>已同时建立一条方案偏离记录，请到该表补充完整。</translation>
    </message>
    <message>
        <source>One of %1.</source>
        <translation>共有 %1 份草稿，这是其中一份。</translation>
    </message>
    <message>
        <source>What is typed now stays a draft beside it.</source>
        <translation>现在录入的内容会另存为草稿，不会丢失。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Changed since this was typed, by %1:</source>
        <translation>录入这份草稿之后，记录已被修改（%1）：</translation>
    </message>
    <message>
        <source>Changed there and typed here; saved, and typed:</source>
        <translation>以下各项双方都改过（已保存的值 | 草稿中的值）：</translation>
    </message>
    <message>
        <source>Typed in rows that were struck out since, and not laid over:</source>
        <translation>以下内容录入在后来已作废的行中，未能恢复：</translation>
    </message>
    <message>
        <source>Not saved yet. A draft is kept while you type.</source>
        <translation>尚未保存，已自动留存草稿</translation>
    </message>
    <message>
        <source>New entry</source>
        <translation>新录入</translation>
    </message>
    <message>
        <source>Struck out %1 by %2: %3</source>
        <translation>%1 由 %2 作废：%3</translation>
    </message>
    <message>
        <source>Entered %1 by %2</source>
        <translation>%1 由 %2 录入</translation>
    </message>
    <message>
        <source>Outcome now: %1</source>
        <translation>当前判定：%1</translation>
    </message>
    <message>
        <source>Changed after the confirmation: to be confirmed anew.</source>
        <translation>确认后资料有修改，须重新确认。</translation>
    </message>
    <message>
        <source>Not satisfied: %1</source>
        <translation>未满足：%1</translation>
    </message>
    <message>
        <source>An investigator signs. You may enter it; the investigator&apos;s own name goes into the field below.</source>
        <translation>由研究者签字确认；可由您代为录入，研究者一栏须填写签字者本人姓名。</translation>
    </message>
    <message>
        <source>Not enrolled yet: an infusion is recorded after enrolment.</source>
        <translation>尚未入组：入组后才能登记回输。</translation>
    </message>
    <message>
        <source>No consent is recorded yet: before it, nothing is collected but the screening log.</source>
        <translation>尚未登记知情同意：签署前除筛选登记外不收集任何研究资料。</translation>
    </message>
</context>
<context>
    <name>FactsBlock</name>
    <message>
        <source>The facts of this row are not entered yet.</source>
        <translation>本项所依据的资料尚未录入</translation>
    </message>
</context>
<context>
    <name>FootLine</name>
    <message>
        <source>next field</source>
        <translation>下一项</translation>
    </message>
    <message>
        <source>save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>next form</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <source>history</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Records %1 · %2</source>
        <translation>记录 %1 · %2</translation>
    </message>
    <message>
        <source>Head of the chain: %1</source>
        <translation>数据校验码：%1</translation>
    </message>
</context>
<context>
    <name>FormFoot</name>
    <message>
        <source>20261122, 2026-11-22 or 11-22; t is today</source>
        <translation>可录 20261122、2026-11-22 或 11-22；按 t 为今日</translation>
    </message>
    <message>
        <source>2024, 2024-03 or 2024-03-05; t is today</source>
        <translation>可只录年或年月：2024、2024-03、2024-03-05；按 t 为今日</translation>
    </message>
    <message>
        <source>11-22 0840 or 20261122 0840; t is today</source>
        <translation>可录 11-22 0840 或 20261122 0840；按 t 为今日</translation>
    </message>
    <message>
        <source>0840 or 08:40</source>
        <translation>可录 0840 或 08:40</translation>
    </message>
    <message>
        <source>As printed, &lt;0.5 too · Ctrl+U unit · Ctrl+1 not tested · Ctrl+4 result pending</source>
        <translation>按报告单原样录入（如 &lt;0.5） · Ctrl+U 单位 · Ctrl+1 未查 · Ctrl+4 结果未出</translation>
    </message>
    <message>
        <source>Digit, first letter or pinyin initial chooses · F8 no value</source>
        <translation>按序号、首字母或拼音首字母选择 · F8 无结果原因</translation>
    </message>
    <message>
        <source>Ctrl+Enter begins a new line</source>
        <translation>Ctrl+Enter 换行</translation>
    </message>
    <message>
        <source>= takes the limits of the last report</source>
        <translation>按 = 采用上次报告的参考范围</translation>
    </message>
    <message>
        <source>Last: {0}</source>
        <translation>上次：{0}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>FormHead</name>
    <message>
        <source>Case report form {0}</source>
        <translation>病例报告表 {0}</translation>
    </message>
    <message>
        <source>version {0}</source>
        <translation>{0} 版</translation>
    </message>
    <message>
        <source>entry {0}</source>
        <translation>第 {0} 次</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Draft, not saved</source>
        <translation>草稿，未保存</translation>
    </message>
</context>
<context>
    <name>FormPage</name>
    <message>
        <source>No longer asked, kept until saving and then left out: {0}</source>
        <translation>以下项目已不适用，保存时不再保留：{0}</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>History of %1</source>
        <translation>%1 的修改历史</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>This field</source>
        <translation>本项</translation>
    </message>
    <message>
        <source>This entry</source>
        <translation>本次录入</translation>
    </message>
    <message>
        <source>This participant</source>
        <translation>该受试者</translation>
    </message>
    <message>
        <source>%1 rows, the latest first</source>
        <translation>共 %1 行，最近的在前</translation>
    </message>
    <message>
        <source>Nothing was entered here yet.</source>
        <translation>此处还没有录入记录。</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>When (UTC+8)</source>
        <translation>时间（UTC+8）</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作人</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>From</source>
        <translation>原值</translation>
    </message>
    <message>
        <source>To</source>
        <translation>新值</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>InfusionBox</name>
    <message>
        <source>Infusion %1</source>
        <translation>第 %1 次回输</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>日期未定</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>已计划</translation>
    </message>
    <message>
        <source>due</source>
        <translation>应回输</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>已超窗</translation>
    </message>
    <message>
        <source>given</source>
        <translation>已回输</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未回输</translation>
    </message>
    <message>
        <source>no further infusion</source>
        <translation>不再回输</translation>
    </message>
</context>
<context>
    <name>InfusionStop</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Back to the form, save nothing</source>
        <translation>返回表单，不保存</translation>
    </message>
    <message>
        <source>It was not given …</source>
        <translation>实际未回输…</translation>
    </message>
    <message>
        <source>It was given although this stands against it</source>
        <translation>虽有上述情形，已回输</translation>
    </message>
    <message>
        <source>Stop: this infusion cannot simply be recorded as given</source>
        <translation>停止：不能直接登记为已回输</translation>
    </message>
    <message>
        <source>If it was given all the same, type who decided so and why. Both are kept in the history, and a protocol deviation is opened.</source>
        <translation>如确已回输，请填写由谁决定及原因；两项均保留在历史中，并同时建立方案偏离记录。</translation>
    </message>
    <message>
        <source>Investigator who decided</source>
        <translation>决定回输的研究者</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Stands against giving it on %1:</source>
        <translation>%1 不宜回输，存在以下情形：</translation>
    </message>
</context>
<context>
    <name>LabGrid</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Reference range</source>
        <translation>参考范围</translation>
    </message>
    <message>
        <source>×ULN</source>
        <translation>×ULN</translation>
    </message>
    <message>
        <source>CTCAE</source>
        <translation>CTCAE</translation>
    </message>
    <message>
        <source>Significance</source>
        <translation>临床意义</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>上次</translation>
    </message>
    <message>
        <source>G{0}</source>
        <translation>{0} 级</translation>
    </message>
    <message>
        <source>no ULN</source>
        <translation>缺上限</translation>
    </message>
</context>
<context>
    <name>LastResort</name>
    <message>
        <source>Something went wrong in the program.</source>
        <translation>程序出现意外。</translation>
    </message>
    <message>
        <source>Everything saved is safe, and what you were typing is kept as a draft. You can go on; if it happens again, close the program and start it anew.</source>
        <translation>已保存的内容都在，正在录入的内容已留作草稿，可以继续工作。如再次出现，请关闭程序后重新打开。</translation>
    </message>
    <message>
        <source>Everything saved is safe, but no draft of what you were typing could be kept. It is still on the screen: save it, or write it down, before you close the program and start it anew.</source>
        <translation>已保存的内容都在，但正在录入的内容未能留作草稿，仍在屏幕上。请先保存或抄下来，再关闭程序重新打开。</translation>
    </message>
</context>
<context>
    <name>LimitCard</name>
    <message>
        <source>Earliest first infusion</source>
        <translation>最早可首次回输</translation>
    </message>
    <message>
        <source>Screening valid until</source>
        <translation>筛选结果有效至</translation>
    </message>
    <message>
        <source>Day to judge</source>
        <translation>预判日期</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚不能确定</translation>
    </message>
    <message>
        <source>from today</source>
        <translation>今日起</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>%1 起</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between items of a list</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>No day fits · repeat %1</source>
        <translation>没有合适的日期 · 需复查 %1</translation>
    </message>
    <message>
        <source>%1, %2 more</source>
        <translation>%1，另 %2 项</translation>
    </message>
</context>
<context>
    <name>LoseDialog</name>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>What you typed is not saved, and it could not be kept as a draft either.</source>
        <translation>录入的内容尚未保存，也未能留存草稿。</translation>
    </message>
    <message>
        <source>Stay, keep it on the screen</source>
        <translation>留在此处，内容保留在屏幕上</translation>
    </message>
    <message>
        <source>Leave, what is typed is lost</source>
        <translation>离开，放弃录入的内容</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>This is the demonstration: you work as its invented user %1.</source>
        <translation>这里是演示研究，您以虚构人员“%1”的身份操作。</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>What was typed is kept as a draft.</source>
        <translation>未保存的录入已留作草稿</translation>
    </message>
    <message>
        <source>A new day has begun: %1</source>
        <translation>已到新的一天：%1</translation>
    </message>
</context>
<context>
    <name>MoveDialog</name>
    <message>
        <source>Move participants</source>
        <translation>转入其他方案版本</translation>
    </message>
    <message>
        <source>Protocol %1</source>
        <translation>方案 %1</translation>
    </message>
    <message>
        <source>Whoever is moved is judged by the other version from now on; a confirmation of eligibility has to be given anew.</source>
        <translation>转入后即按所选版本判定；已签字的合格判定须重新确认。</translation>
    </message>
    <message>
        <source>Move participants to another version</source>
        <translation>将受试者转入另一方案版本</translation>
    </message>
    <message>
        <source>Judged from now on &amp;by</source>
        <translation>今后适用的版本(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Participants judged by another version</source>
        <translation>现按其他版本判定的受试者(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Reason, the same for all who are ticked</source>
        <translation>原因（对所有勾选者相同）(&amp;R)</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>转入</translation>
    </message>
    <message>
        <source>%1 · protocol %2</source>
        <translation>%1 · 方案 %2</translation>
    </message>
    <message>
        <source>Tick at least one participant.</source>
        <translation>请至少勾选一例受试者。</translation>
    </message>
    <message>
        <source>Say why they are moved.</source>
        <translation>请写明转入的原因。</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Who is working here?</source>
        <translation>请问是谁在操作？</translation>
    </message>
    <message>
        <source>as on the delegation log</source>
        <translation>与授权分工表一致</translation>
    </message>
    <message>
        <source>Your name stands beside everything you save. What you typed stays, and is saved after this.</source>
        <translation>保存的每项内容旁都会记下您的姓名。已录入的内容不会丢失，填写后随即保存。</translation>
    </message>
    <message>
        <source>Your &amp;name</source>
        <translation>姓名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>角色(&amp;R)</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Enter your name first.</source>
        <translation>请先填写姓名。</translation>
    </message>
</context>
<context>
    <name>NewParticipantDialog</name>
    <message>
        <source>New participant</source>
        <translation>新增受试者</translation>
    </message>
    <message>
        <source>Participant &amp;code</source>
        <translation>受试者编号(&amp;C)</translation>
    </message>
    <message>
        <source>Participant code</source>
        <translation>受试者编号</translation>
    </message>
    <message>
        <source>The code stands on every page. It holds no name and no birth date.</source>
        <translation>编号会印在每一页上，不含姓名和出生日期。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>Enter a code.</source>
        <translation>请填写编号。</translation>
    </message>
    <message>
        <source>A code is made of letters, digits, point, hyphen and underscore, at most 24 of them.</source>
        <translation>编号由字母、数字、点、连字符和下划线组成，最多 24 个字符。</translation>
    </message>
    <message>
        <source>%1 is already taken.</source>
        <translation>编号 %1 已被使用。</translation>
    </message>
</context>
<context>
    <name>PaperLanguages</name>
    <message>
        <source>Both</source>
        <translation>中英对照</translation>
    </message>
</context>
<context>
    <name>ParticipantPage</name>
    <message>
        <source>First infusion</source>
        <translation>首次回输</translation>
    </message>
    <message>
        <source>Planned first infusion</source>
        <translation>计划首次回输</translation>
    </message>
</context>
<context>
    <name>ParticipantsModel</name>
    <message>
        <source>Participant</source>
        <translation>受试者</translation>
    </message>
    <message>
        <source>Sex / age</source>
        <translation>性别 / 年龄</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Criteria</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Planned first infusion</source>
        <translation>计划首次回输</translation>
    </message>
    <message>
        <source>Earliest</source>
        <translation>最早</translation>
    </message>
</context>
<context>
    <name>ParticipantsPage</name>
    <message>
        <source>Participants</source>
        <translation>受试者</translation>
    </message>
    <message>
        <source>Search  (Ctrl+F)</source>
        <translation>查找（Ctrl+F）</translation>
    </message>
    <message>
        <source>Search participants</source>
        <translation>查找受试者</translation>
    </message>
    <message>
        <source>New participant</source>
        <translation>新增受试者</translation>
    </message>
    <message>
        <source>Participant</source>
        <translation>受试者</translation>
    </message>
    <message>
        <source>female · 1 y 11 mo</source>
        <translation>女 · 1岁11个月</translation>
    </message>
    <message>
        <source>Screen failure</source>
        <translation>筛选失败</translation>
    </message>
    <message>
        <source>Planned first infusion</source>
        <translation>计划首次回输</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>共 %1 例</translation>
    </message>
    <message>
        <source>No participant matches the search.</source>
        <translation>没有符合的受试者。</translation>
    </message>
    <message>
        <source>No participant yet. Ctrl+N adds the first one.</source>
        <translation>还没有受试者，按 Ctrl+N 新增。</translation>
    </message>
</context>
<context>
    <name>PrintOutput</name>
    <message>
        <source>Save PDF</source>
        <translation>存为 PDF</translation>
    </message>
    <message>
        <source>Saving the pages …</source>
        <translation>正在保存页面…</translation>
    </message>
    <message>
        <source>Saved: %1 (%2 pages)</source>
        <translation>已存：%1（共 %2 页）</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>This computer knows no printer. Save the PDF and print it from another computer.</source>
        <translation>这台电脑没有安装打印机。请存为 PDF，在其他电脑上打印。</translation>
    </message>
    <message>
        <source>Printing …</source>
        <translation>正在打印…</translation>
    </message>
    <message>
        <source>Sent to %1 (%2 pages)</source>
        <translation>已发送到 %1（共 %2 页）</translation>
    </message>
</context>
<context>
    <name>PrintPage</name>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Participant</source>
        <translation>受试者</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Forms</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>已填</translation>
    </message>
    <message>
        <source>Blank</source>
        <translation>空白</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Save PDF …</source>
        <translation>存为 PDF …</translation>
    </message>
    <message>
        <source>Print …</source>
        <translation>打印 …</translation>
    </message>
    <message>
        <source>Save the casebook of every participant …</source>
        <translation>保存全部受试者的病例报告表…</translation>
    </message>
    <message>
        <source>Making the pages …</source>
        <translation>正在生成页面…</translation>
    </message>
    <message>
        <source>%1 pages</source>
        <translation>共 %1 页</translation>
    </message>
    <message>
        <source>Folder for the casebooks</source>
        <translation>选择保存病例报告表的文件夹</translation>
    </message>
    <message>
        <source>Saving the casebook of %1 …</source>
        <translation>正在保存 %1 的病例报告表…</translation>
    </message>
    <message>
        <source>%1 of %2 casebooks saved in %3</source>
        <translation>已保存 %1/%2 份病例报告表：%3</translation>
    </message>
    <message>
        <source>Nothing to print</source>
        <translation>没有可打印的内容</translation>
    </message>
</context>
<context>
    <name>PrintRulingsDialog</name>
    <message>
        <source>Print the rulings</source>
        <translation>打印方案裁定表</translation>
    </message>
    <message>
        <source>&amp;Save PDF …</source>
        <translation>保存PDF(&amp;S) …</translation>
    </message>
    <message>
        <source>&amp;Print …</source>
        <translation>打印(&amp;P) …</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Making the pages …</source>
        <translation>正在生成页面 …</translation>
    </message>
</context>
<context>
    <name>ProblemList</name>
    <message>
        <source>and {0} more</source>
        <translation>另有 {0} 项</translation>
    </message>
    <message>
        <source>Before saving, please look at</source>
        <translation>保存前请核对</translation>
    </message>
</context>
<context>
    <name>Proposal</name>
    <message>
        <source>Proposed: %1</source>
        <translation>建议：%1</translation>
    </message>
    <message>
        <source>Stays open: the proposal lacks its number, decide this one by itself</source>
        <translation>暂不裁定：建议缺少数值，请单独裁定</translation>
    </message>
</context>
<context>
    <name>ProtocolsCard</name>
    <message>
        <source>Protocol versions</source>
        <translation>方案版本</translation>
    </message>
    <message>
        <source>Add amendment…</source>
        <translation>添加方案修订…</translation>
    </message>
    <message>
        <source>Move participants…</source>
        <translation>转入其他版本…</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Dated</source>
        <translation>版本日期</translation>
    </message>
    <message>
        <source>In force from</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Participants</source>
        <translation>受试者</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>the beginning</source>
        <translation>研究开始</translation>
    </message>
    <message>
        <source>the program&apos;s own protocol pack</source>
        <translation>程序自带的方案</translation>
    </message>
    <message>
        <source>Choose an amendment</source>
        <translation>选择方案修订文件</translation>
    </message>
    <message>
        <source>Amendments (*.toml);;All files (*)</source>
        <translation>方案修订 (*.toml);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Participants</source>
        <translation>受试者</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>研究</translation>
    </message>
    <message>
        <source>Rulings</source>
        <translation>裁定</translation>
    </message>
</context>
<context>
    <name>Readings</name>
    <message>
        <source>terms, with semicolons between</source>
        <translation>各项之间用分号隔开</translation>
    </message>
    <message>
        <source>Number for x</source>
        <translation>x 的数值</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>所列各项</translation>
    </message>
    <message>
        <source>these:</source>
        <translation>以下各项：</translation>
    </message>
    <message>
        <source>all of them</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>none of them</source>
        <translation>无</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>现行</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>建议</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>and %1 more</source>
        <translation>另 %1 项</translation>
    </message>
    <message>
        <source>In your own words (needed with “Other”)</source>
        <translation>补充说明（选“其他”时必填）</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Save with this reason</source>
        <translation>按此原因保存</translation>
    </message>
    <message>
        <source>Choose a reason.</source>
        <translation>请选择原因。</translation>
    </message>
    <message>
        <source>Explain in a few words.</source>
        <translation>请简要说明。</translation>
    </message>
</context>
<context>
    <name>ReasonPopup</name>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>RowsTable</name>
    <message>
        <source>+ Add a row</source>
        <translation>+ 添加一行</translation>
    </message>
    <message>
        <source>Strike this row (Ctrl and -)</source>
        <translation>作废此行（Ctrl 和 -）</translation>
    </message>
    <message>
        <source>Take this row away (Ctrl and -)</source>
        <translation>移除此行（Ctrl 和 -）</translation>
    </message>
</context>
<context>
    <name>RulingCard</name>
    <message>
        <source>Readings</source>
        <translation>可选读法</translation>
    </message>
    <message>
        <source>What this reading would change</source>
        <translation>采用此读法将改变</translation>
    </message>
    <message>
        <source>Criteria it decides</source>
        <translation>涉及的标准</translation>
    </message>
    <message>
        <source>Every version</source>
        <translation>历次裁定</translation>
    </message>
    <message>
        <source>&amp;Source (section, letter, meeting)</source>
        <translation>来源(&amp;S)（章节、函件、会议）</translation>
    </message>
    <message>
        <source>&amp;Reason for the change</source>
        <translation>修改原因(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translation>裁定(&amp;D)</translation>
    </message>
    <message>
        <source>decided</source>
        <translation>已裁定</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未裁定</translation>
    </message>
    <message>
        <source>† the proposal is not the stricter reading: read this first</source>
        <translation>† 建议的读法并非较严者，请先阅</translation>
    </message>
    <message>
        <source>Not decided: until then the criteria are judged under every reading.</source>
        <translation>尚未裁定：在此之前，相关标准按全部可选读法判定。</translation>
    </message>
    <message>
        <source>Fill in what this reading needs; then it is shown what would change.</source>
        <translation>填全此读法所需内容后，显示将改变的判定。</translation>
    </message>
    <message>
        <source>This reading is in force.</source>
        <translation>此读法现行有效。</translation>
    </message>
    <message>
        <source>Choose a reading and fill in what it needs.</source>
        <translation>请选定一种读法并填全所需内容。</translation>
    </message>
    <message>
        <source>Say where this is written or who decided it.</source>
        <translation>请注明来源：方案章节、函件或会议。</translation>
    </message>
    <message>
        <source>This is in force already: choose another reading.</source>
        <translation>此读法已现行有效，请选其他读法。</translation>
    </message>
    <message>
        <source>A decision that changes needs a reason.</source>
        <translation>更改裁定须填写修改原因。</translation>
    </message>
    <message>
        <source>&amp;Next open ruling</source>
        <translation>下一项未裁定(&amp;N)</translation>
    </message>
    <message>
        <source>Decided and kept.</source>
        <translation>已裁定并保存。</translation>
    </message>
</context>
<context>
    <name>RulingDelegate</name>
    <message>
        <source>† read first</source>
        <translation>† 先阅</translation>
    </message>
</context>
<context>
    <name>Rulings</name>
    <message>
        <source>Version</source>
        <translation>版次</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>裁定人</translation>
    </message>
    <message>
        <source>Decided on</source>
        <translation>裁定时间</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Reason for the change</source>
        <translation>修改原因</translation>
    </message>
</context>
<context>
    <name>RulingsModel</name>
    <message>
        <source>Open (%1)</source>
        <translation>未裁定（%1）</translation>
    </message>
    <message>
        <source>Decided (%1)</source>
        <translation>已裁定（%1）</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>未裁定</translation>
    </message>
</context>
<context>
    <name>RulingsPage</name>
    <message>
        <source>Protocol rulings</source>
        <translation>方案裁定</translation>
    </message>
    <message>
        <source>Search: words, or a criterion such as E4  (Ctrl+F)</source>
        <translation>搜索：关键词或标准号（如排4）  (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search rulings</source>
        <translation>搜索裁定</translation>
    </message>
    <message>
        <source>Rulings</source>
        <translation>裁定</translation>
    </message>
    <message>
        <source>No ruling matches the search.</source>
        <translation>没有符合搜索条件的裁定。</translation>
    </message>
    <message>
        <source>↑↓ choose · Enter readings · Ctrl+Enter decide · Esc back</source>
        <translation>↑↓ 选择 · Enter 看读法 · Ctrl+Enter 裁定 · Esc 返回</translation>
    </message>
    <message>
        <source>&amp;Adopt all proposals …</source>
        <translation>采纳全部建议(&amp;A) …</translation>
    </message>
    <message>
        <source>&amp;Print …</source>
        <translation>打印(&amp;P) …</translation>
    </message>
    <message>
        <source>Rulings decided</source>
        <translation>已裁定的项数</translation>
    </message>
    <message>
        <source>%1 of %2 open</source>
        <translation>%2 项中 %1 项未裁定</translation>
    </message>
    <message>
        <source>all decided</source>
        <translation>已全部裁定</translation>
    </message>
</context>
<context>
    <name>SigningBlock</name>
    <message>
        <source>↑ ↓ Space scroll · Enter, Tab or End: to the signature</source>
        <translation>↑ ↓ 空格 滚动 · Enter、Tab 或 End 到签字处</translation>
    </message>
    <message>
        <source>Eligibility cannot be confirmed now. %1</source>
        <translation>现在不能确认合格。%1</translation>
    </message>
    <message>
        <source>Protocol version %1 · digest of the assessment %2</source>
        <translation>方案版本 %1 · 判定校验码 %2</translation>
    </message>
    <message>
        <source>What is signed: the verdict on every criterion</source>
        <translation>签字内容：各项标准的判定</translation>
    </message>
    <message>
        <source>Study decisions that the verdicts rest on</source>
        <translation>判定所依据的裁定与研究设置</translation>
    </message>
    <message>
        <source>To the signature ↓</source>
        <translation>到签字处 ↓</translation>
    </message>
</context>
<context>
    <name>StudyPage</name>
    <message>
        <source>Study</source>
        <translation>研究</translation>
    </message>
    <message>
        <source>Demonstration data</source>
        <translation>演示数据</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Replays the whole history and compares it with the record</source>
        <translation>重放全部历史，与现有记录逐项比对</translation>
    </message>
    <message>
        <source>Close study</source>
        <translation>关闭研究</translation>
    </message>
    <message>
        <source>Study file</source>
        <translation>研究文件</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>建立时间</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Enter or double click decides</source>
        <translation>Enter 或双击填写</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>研究设置</translation>
    </message>
    <message>
        <source>%1 open</source>
        <translation>%1 项未确认</translation>
    </message>
    <message>
        <source>Open ones only</source>
        <translation>只看未确认</translation>
    </message>
    <message>
        <source>The record equals its history: %1 rows, %2.</source>
        <translation>校验通过：记录与历史一致，共 %1 行，校验码 %2。</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另 %1 项</translation>
    </message>
</context>
<context>
    <name>TaskBar</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>TimeBar</name>
    <message>
        <source>Planned %1</source>
        <translation>计划 %1</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Next steps</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Nothing waits. New participants are added in the list, Ctrl+N.</source>
        <translation>没有待办。在受试者页按 Ctrl+N 新增受试者。</translation>
    </message>
    <message>
        <source>Infusions of the next 14 days</source>
        <translation>未来 14 天的回输</translation>
    </message>
    <message>
        <source>None is planned.</source>
        <translation>没有安排。</translation>
    </message>
    <message>
        <source>Typed and not saved</source>
        <translation>未保存的录入</translation>
    </message>
    <message>
        <source>Everything is saved.</source>
        <translation>全部已保存。</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>星期一</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>星期二</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>星期三</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>星期四</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>星期五</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>星期六</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>星期日</translation>
    </message>
    <message>
        <source>Infusion %1</source>
        <translation>第 %1 次回输</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Demonstration data</source>
        <translation>演示数据</translation>
    </message>
    <message>
        <source>Show everything in Chinese</source>
        <translation>全部显示为中文</translation>
    </message>
    <message>
        <source>Show everything in English</source>
        <translation>全部显示为英文</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
</context>
<context>
    <name>VersionEffects</name>
    <message>
        <source>Nobody already in the study would be judged by it.</source>
        <translation>研究中现有受试者均不受影响。</translation>
    </message>
    <message>
        <source>1 participant would be judged by it.</source>
        <translation>1 例受试者将按此版本判定。</translation>
    </message>
    <message>
        <source>%1 participants would be judged by it.</source>
        <translation>%1 例受试者将按此版本判定。</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>All records of the trial stand in one study file on this computer. Nothing is sent anywhere.</source>
        <translation>试验的全部记录保存在这台电脑的一个研究文件中，不会发送到任何地方。</translation>
    </message>
    <message>
        <source>Your &amp;name</source>
        <translation>姓名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>角色(&amp;R)</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>as on the delegation log</source>
        <translation>与授权分工表一致</translation>
    </message>
    <message>
        <source>New study file</source>
        <translation>新建研究文件</translation>
    </message>
    <message>
        <source>Begin the real study. Every setting stays open until the principal investigator confirms it.</source>
        <translation>用于正式研究。各项设置在主要研究者确认之前均为未确认。</translation>
    </message>
    <message>
        <source>Open study file</source>
        <translation>打开研究文件</translation>
    </message>
    <message>
        <source>Demonstration</source>
        <translation>演示研究</translation>
    </message>
    <message>
        <source>Invented children and invented settings to learn with. It can never become a real study.</source>
        <translation>虚构的患儿和虚构的设置，供学习使用，不能转为正式研究。</translation>
    </message>
    <message>
        <source>Go on with a file there is. The last one: %1</source>
        <translation>打开已有的研究文件。上次：%1</translation>
    </message>
    <message>
        <source>Go on with a file there is.</source>
        <translation>打开已有的研究文件。</translation>
    </message>
    <message>
        <source>Unnamed user</source>
        <translation>未署名用户</translation>
    </message>
    <message>
        <source>Enter your name first: it stands beside everything you save.</source>
        <translation>请先填写姓名：保存的每项内容旁都会记下录入人。</translation>
    </message>
    <message>
        <source>Preparing the demonstration …</source>
        <translation>正在准备演示研究 …</translation>
    </message>
    <message>
        <source>Study files</source>
        <translation>研究文件</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <source>Why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Judged</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>First holds on %1</source>
        <translation>最早可于 %1 满足</translation>
    </message>
    <message>
        <source>Would clear on %1</source>
        <translation>%1 起不再计入</translation>
    </message>
    <message>
        <source>Results valid until %1</source>
        <translation>结果有效至 %1</translation>
    </message>
    <message>
        <source>Rests on</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Datum</source>
        <translation>资料</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation>录入</translation>
    </message>
    <message>
        <source>typed, not saved</source>
        <translation>已键入，未保存</translation>
    </message>
    <message>
        <source>Answered by %1 on %2</source>
        <translation>由 %1 于 %2 判定</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>Study decisions used</source>
        <translation>所用研究设置与裁定</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>未确认</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Consent</source>
        <translation>知情同意</translation>
    </message>
    <message>
        <source>History</source>
        <translation>病史</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>体力评分</translation>
    </message>
    <message>
        <source>Laboratory</source>
        <translation>化验</translation>
    </message>
    <message>
        <source>Criteria</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Enrolment</source>
        <translation>入组</translation>
    </message>
    <message>
        <source>Infusions 1-8</source>
        <translation>回输 1-8</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>随访</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>填写中</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需处理</translation>
    </message>
    <message>
        <source>Not open yet</source>
        <translation>尚未开放</translation>
    </message>
    <message>
        <source>Research coordinator</source>
        <translation>研究协调员</translation>
    </message>
    <message>
        <source>Investigator</source>
        <translation>研究者</translation>
    </message>
    <message>
        <source>Principal investigator</source>
        <translation>主要研究者</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>监查员</translation>
    </message>
    <message>
        <source>System administrator</source>
        <translation>系统管理员</translation>
    </message>
    <message>
        <source>Participant added</source>
        <translation>新增受试者</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>录入</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Struck out</source>
        <translation>作废</translation>
    </message>
    <message>
        <source>Eligibility confirmed</source>
        <translation>确认合格</translation>
    </message>
    <message>
        <source>Value confirmed</source>
        <translation>数值确认</translation>
    </message>
    <message>
        <source>Given although something stood against it</source>
        <translation>有不利情形仍予回输</translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation>入组</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>设置确认</translation>
    </message>
    <message>
        <source>Amendment adopted</source>
        <translation>采用方案修订</translation>
    </message>
    <message>
        <source>Moved to another protocol version</source>
        <translation>转入另一方案版本</translation>
    </message>
    <message>
        <source>Corrected after a check</source>
        <translation>核对后更正</translation>
    </message>
    <message>
        <source>Study file made</source>
        <translation>新建研究文件</translation>
    </message>
    <message>
        <source>Study opened</source>
        <translation>打开研究</translation>
    </message>
    <message>
        <source>Study closed</source>
        <translation>关闭研究</translation>
    </message>
    <message>
        <source>Printed</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Viewed</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Study file brought up to date</source>
        <translation>研究文件升级</translation>
    </message>
    <message>
        <source>Typing error</source>
        <translation>录入错误</translation>
    </message>
    <message>
        <source>Source record corrected</source>
        <translation>原始资料更正</translation>
    </message>
    <message>
        <source>Wrong unit</source>
        <translation>单位错误</translation>
    </message>
    <message>
        <source>Missing entry filled in</source>
        <translation>漏填补录</translation>
    </message>
    <message>
        <source>Wrong date</source>
        <translation>日期错误</translation>
    </message>
    <message>
        <source>Query answered</source>
        <translation>质疑答复</translation>
    </message>
    <message>
        <source>Investigator&apos;s review</source>
        <translation>研究者复核</translation>
    </message>
    <message>
        <source>Other (explain)</source>
        <translation>其他（说明）</translation>
    </message>
</context>
</TS>
