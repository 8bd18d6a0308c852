"""The definitions that are shipped: permanent keys, both languages, natural words, drawable characters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ucbnk_desktop import places, wording
from ucbnk_desktop.forms.definition import Field, FormDefinition, Kind
from ucbnk_desktop.forms.loader import STEPS, read_forms
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.units import to_unit
from ucbnk_desktop.wording import Text

FORMS = read_forms(places.forms())
KEYS = Path(__file__).with_name("permanent_keys.txt")
REFUSED = (
    "审判", "国防部", "先证者", "辍学", "电子病历表", "监视器", "显示器", "审计踪迹", "审核线索", "网站", "赞助商",
    "盲人", "冲刷", "荷尔蒙", "浸泡", "年级", "病人", "主题", "科目", "查询", "访问", "无效", "患者",
)


def all_fields(form: FormDefinition) -> Iterator[tuple[str, Field]]:
    for field in form.fields:
        yield f"{form.key}.{field.key}", field
        for column in field.columns:
            yield f"{form.key}.{field.key}.{column.key}", column


FIELDS = {key: field for form in FORMS.values() for key, field in all_fields(form)}


def texts_of(field: Field) -> Iterator[Text]:
    yield field.label
    yield from (text for text in (field.help, field.hint) if text is not None)
    yield from (choice.label for choice in field.choices)


def every_text() -> Iterator[tuple[str, Text]]:
    for form in FORMS.values():
        yield form.key, form.title
        yield from ((f"{form.key}.{section.key}", section.title) for section in form.sections)
    for key, field in FIELDS.items():
        yield from ((key, text) for text in texts_of(field))
    own = tomllib.loads(places.resources("wording", "fields.toml").read_text(encoding="utf-8"))
    yield from ((code, Text(**both)) for code, both in own.items())


def permanent() -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in KEYS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {key: tuple(rest) for key, *rest in lines}


def test_that_every_permanent_key_is_defined_with_its_kind_and_codes() -> None:
    defined = {
        key: (str(field.kind), *(choice.code for choice in field.choices if field.kind is not Kind.YES_NO))
        for key, field in FIELDS.items()
    }
    assert defined == permanent()


def test_that_forms_come_in_the_order_of_the_path() -> None:
    assert list(FORMS) == [
        "identity", "consent", "demographics", "screening", "diagnosis", "prior_therapy", "medical_history",
        "vital_signs", "performance", "toxicities", "laboratory", "ecg_echo", "judgements", "eligibility",
        "enrolment", "infusion", "adverse_event", "concomitant_medication", "protocol_deviation", "end_of_study",
    ]
    assert [STEPS.index(form.step) for form in FORMS.values()] == sorted(
        STEPS.index(form.step) for form in FORMS.values()
    )


def test_that_printed_codes_differ_and_versions_are_stated() -> None:
    codes = [form.code for form in FORMS.values()]
    assert len(codes) == len(set(codes))
    assert {form.version for form in FORMS.values()} == {"1.0"}


def test_that_names_of_persons_in_care_stand_on_the_identity_form_alone() -> None:
    assert [form.key for form in FORMS.values() if form.identifying] == ["identity"]
    names = ("姓名", "病案号", "联系电话", "身份证")
    asking = {key.partition(".")[0] for key, text in every_text() if any(name in text.zh for name in names)}
    assert asking == {"identity"}


def test_that_the_forms_that_repeat_are_the_ones_that_happen_again() -> None:
    assert [form.key for form in FORMS.values() if form.repeats] == [
        "vital_signs", "performance", "laboratory", "ecg_echo", "infusion", "adverse_event",
        "concomitant_medication", "protocol_deviation",
    ]
    assert FORMS["infusion"].at_most == 8
    assert all(form.titled_by for form in FORMS.values() if form.repeats)


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_that_every_character_has_a_glyph(face: str) -> None:
    from reportlab.pdfbase.ttfonts import TTFontFace

    known = TTFontFace(str(places.resources("fonts", f"UCBNKSansSC-{face}.ttf"))).charToGlyph
    written = "".join(text.zh + text.en for _, text in every_text())
    written += "".join(field.short + field.unit + "".join(field.units) for field in FIELDS.values())
    assert sorted({character for character in written if ord(character) not in known}) == []


def test_that_no_refused_word_stands_in_a_form_or_a_message() -> None:
    assert [(key, word) for key, text in every_text() for word in REFUSED if word in text.zh] == []


def test_that_chinese_is_chinese_and_english_is_english() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    names = re.compile(r"(INRG|COG|CCCG-NB|MRI|CT|Bazett|Fridericia|Framingham|Hodges|±|[1-4]\+)")
    assert [key for key, text in every_text() if chinese.search(text.en)] == []
    assert [key for key, text in every_text() if not chinese.search(text.zh) and not names.fullmatch(text.zh)] == []


def test_that_labels_are_nouns_or_questions() -> None:
    for key, field in FIELDS.items():
        zh, en = field.label.zh, field.label.en
        assert not re.search(r"[。：:?！]$|^请|有无", zh), key
        assert not en.endswith((".", ":")), key
        assert zh.endswith("？") == en.endswith("?") == ("是否" in zh), key
        assert field.kind is Kind.YES_NO or not zh.endswith("？"), key


def test_that_chinese_sentences_use_full_width_marks() -> None:
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]")
    assert [key for key, text in every_text() if half_width.search(text.zh)] == []


def test_that_labels_differ_inside_a_form() -> None:
    for form in FORMS.values():
        fields = [field for field in form.fields if field.kind is not Kind.ROWS]
        for name in ("zh", "en"):
            labels = [getattr(field.label, name) for field in fields]
            assert [label for label in set(labels) if labels.count(label) > 1] == [], form.key


def test_that_choices_of_a_field_have_different_labels() -> None:
    for key, field in FIELDS.items():
        for name in ("zh", "en"):
            labels = [getattr(choice.label, name) for choice in field.choices]
            assert len(labels) == len(set(labels)), key


@pytest.mark.parametrize("key", ["performance.lansky_score", "performance.karnofsky_score"])
def test_that_a_score_is_chosen_by_its_number_with_its_description(key: str) -> None:
    choices = FIELDS[key].choices
    assert [choice.code for choice in choices] == [str(score) for score in range(100, -1, -10)]
    for choice in choices:
        assert choice.label.zh.startswith(f"{choice.code} ")
        assert choice.label.en.startswith(f"{choice.code} ")
        assert len(choice.label.zh) > len(choice.code) + 2


def test_that_a_score_of_50_is_described_as_the_scales_describe_it() -> None:
    lansky, karnofsky = FIELDS["performance.lansky_score"], FIELDS["performance.karnofsky_score"]
    assert (choice := lansky.choice("50")) is not None
    assert choice.label.zh == "50 能穿衣，但多数时间躺着；无主动玩耍，能参加安静的游戏"
    assert (choice := karnofsky.choice("50")) is not None
    assert choice.label.zh == "50 常需他人照料及医疗护理"


def test_that_every_laboratory_unit_can_be_compared_but_where_assays_differ() -> None:
    apart = [
        (field.key, unit)
        for field in FORMS["laboratory"].fields if field.kind is Kind.LAB and field.unit
        for unit in field.units if to_unit(field.key, Quantity(Decimal(1)), unit, field.unit) is None
    ]
    assert apart == [("hbv_dna", "copies/mL")]


def test_that_the_usual_unit_stands_first() -> None:
    units = [(field.unit, field.units) for field in FORMS["laboratory"].fields if field.unit]
    assert [unit for unit, known in units if unit != known[0]] == []


def test_that_laboratory_results_of_the_criteria_are_required() -> None:
    required = {field.key for field in FORMS["laboratory"].fields if field.required}
    assert required == {"sampled_on", "anc", "plt", "tbil", "alt", "ast", "crea", "inr", "pt", "aptt", "upro_dip",
                        "hbsag", "hcv_ab", "hiv_ab"}


def test_that_a_later_result_can_be_entered_without_the_one_before() -> None:
    for key in ("hbv_dna", "hcv_rna", "hiv_confirmation", "hiv_nat", "upro_24h"):
        assert FORMS["laboratory"].field(key).when is None


def test_that_planned_days_and_expiry_may_lie_ahead() -> None:
    ahead = {key for key, field in FIELDS.items() if not field.past}
    assert ahead == {"screening.planned_first_infusion_on", "infusion.expires_at"}


def test_that_a_yes_or_no_question_can_be_answered_unknown() -> None:
    closed = {key for key, field in FIELDS.items() if field.kind is Kind.YES_NO and "unknown" not in field.missing}
    assert closed == {"infusion.given", "eligibility.confirmed"}


def test_that_names_of_the_exchange_standard_are_well_formed() -> None:
    names = [name for field in FIELDS.values() for name in field.cdash.split()]
    assert [name for name in names if not re.fullmatch(r"[A-Z0-9]+(_[A-Z]+)?", name)] == []
    assert FIELDS["laboratory.anc"].cdash == "NEUT_LBORRES"
    assert FIELDS["demographics.birth_date"].cdash == "BRTHDAT"


def test_that_abbreviations_of_the_laboratory_are_those_of_the_reports() -> None:
    shorts = {field.key: field.short for field in FORMS["laboratory"].fields if field.kind is Kind.LAB}
    assert all(shorts.values())
    assert len(set(shorts.values())) == len(shorts)
    assert [shorts[key] for key in ("anc", "plt", "tbil", "crea", "alt", "ast")] == [
        "ANC", "PLT", "TBIL", "SCr", "ALT", "AST",
    ]


def test_that_every_message_of_the_checks_stands_in_the_catalogue() -> None:
    catalogue = wording.catalogue()
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (places.forms().parent / "ucbnk_desktop" / "forms").glob("*.py")
    )
    codes = set(re.findall(r'"(field_[a-z_]+)"', sources)) - {"field_label_", "field_absent_"}
    assert codes
    assert sorted(code for code in codes if code not in catalogue) == []


def test_that_both_languages_of_a_message_have_the_same_places() -> None:
    place = re.compile(r"\{(\w+)\}")
    assert [key for key, text in every_text() if sorted(place.findall(text.zh)) != sorted(place.findall(text.en))] == []
