"""What dishes and guests call the 14 allergens of the EU's law, in eight languages. Data, and pure.

A dish's name says what is in it as much as its list of allergens does, and so does a modifier's,
unless it says "without". The pages have the same table (``hub/web/allergen_words.js``).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_REMEMBERED = 4_096
"""Names whose allergens are remembered: a board asks for the same ones again and again."""


class AllergenRow(NamedTuple):
    """Words that mean the same.

    Attributes:
        said: how that is called.
        kinds: of allergens, with spaces between them: a word such as "nuts" may mean several.
        words: with spaces between them, as they are once case and accents are gone. Where a word
            may go on there is a ``*``, and ``_`` is a space within.
    """

    said: str
    kinds: str
    words: str


ALLERGENS = (
    AllergenRow(
        "nuts",
        "nuts peanuts",
        "nut nuts frutos_secos fruto_seco fruits_a_coque fruits_secs nuss* schalenfruchte*"
        " frutta_a_guscio frutta_secca castanhas *坚果* *堅果* مكسرات",
    ),
    AllergenRow(
        "nuts",
        "nuts",
        "almond* hazelnut* walnut* cashew* pecan* pistachio* macadamia* brazil_nut* marzipan*"
        " praline* nutella frangipane* gianduja* nuez nueces almendra* avellana* anacardo*"
        " pistacho* pacana* mazapan* noix noisette* amande* pistache* cajou walnuss* *haselnuss*"
        " *mandel* pistazie* pekan* paranuss* noce noci nocciol* mandorl* pistacchi* anacard*"
        " marzapan* noz nozes amendoa* avela* castanha caju *核桃* *杏仁* *腰果* *榛* *开心果*"
        " *開心果* لوز جوز بندق كاجو فستق",
    ),
    AllergenRow(
        "peanuts",
        "peanuts",
        "peanut* groundnut* satay cacahuet* cacahuate* mani arachide* *erdnuss* arachid*"
        " amendoi* *花生* فول_سوداني",
    ),
    AllergenRow(
        "gluten",
        "gluten",
        "gluten* wheat barley rye oat oats spelt kamut seitan bulgur couscous semolina coeliac*"
        " celiac* trigo cebada centeno avena espelta ble orge seigle avoine epeautre *weizen*"
        " gerste roggen* hafer* dinkel* zoliakie* grano frumento orzo segale farro glutine"
        " cevada centeio aveia *麸质* *麩質* *小麦* *小麥* *大麦* *燕麦* *面筋* *乳糜泻* غلوتين"
        " جلوتين قمح شعير شوفان",
    ),
    AllergenRow(
        "shellfish",
        "crustaceans molluscs",
        "shellfish marisco* fruits_de_mer meeresfrucht* schalentier* frutti_di_mare"
        " frutos_do_mar *贝类* *甲壳* محار قشريات",
    ),
    AllergenRow(
        "shellfish",
        "fish crustaceans molluscs",
        "seafood *海鲜* *海鮮* ماكولات_بحريه",
    ),
    AllergenRow(
        "crustaceans",
        "crustaceans",
        "crustace* shrimp* prawn* crab crabs crabmeat lobster* crayfish langoustine* scampi"
        " crustaceo* gamba* camaron* langosta* langostino* cangrejo* crevette* crabe* homard*"
        " ecrevisse* krebs* garnele* hummer* krustentier* crostace* gamber* granchi* aragost*"
        " astice camarao camaroes lagosta* caranguejo* *虾* *蝦* *蟹* *龙虾* جمبري روبيان سلطعون",
    ),
    AllergenRow(
        "molluscs",
        "molluscs",
        "mollus* mollusk* mussel* oyster* clam clams squid calamari* octopus scallop* snail*"
        " molusco* mejillon* ostra* almeja* calamar* pulpo moule moules huitre* poulpe"
        " saint_jacques escargot* weichtier* muschel* auster* tintenfisch* mollusch* cozze"
        " vongole ostric* polpo seppi* mexilh* lula lulas polvo *鱿鱼* *章鱼* *牡蛎* *蛤* رخويات"
        " حبار",
    ),
    AllergenRow(
        "egg",
        "egg",
        "egg eggs mayo mayonnaise mayonesa aioli huevo* oeuf oeufs ei eier *eigelb* rührei uovo"
        " uova maionese ovo ovos *鸡蛋* *雞蛋* *蛋黄* *蛋白* *煎蛋* *蛋液* بيض بيضه",
    ),
    AllergenRow(
        "fish",
        "fish",
        "fish fishes salmon tuna cod trout anchov* sardine* mackerel haddock halibut herring"
        " sea_bass sea_bream pescado* pez atun bacalao trucha anchoa* merluza poisson* saumon"
        " thon cabillaud truite anchois fisch* lachs* thunfisch* kabeljau forelle* sardelle*"
        " pesce pesci salmone tonno merluzzo trota acciug* peixe* salmao bacalhau truta *鱼*"
        " *魚* سمك سلمون تونه",
    ),
    AllergenRow(
        "soy",
        "soy",
        "soy soya soybean* tofu edamame miso tempeh soja* sojasauce soia *大豆* *黄豆* *豆腐*"
        " *酱油* *豆浆* صويا توفو",
    ),
    AllergenRow(
        "milk",
        "milk",
        "milk dairy lactose cheese* cream creme yogurt* yoghurt* mozzarella parmesan* cheddar"
        " feta ricotta mascarpone ghee whey leche lacteo* lactosa queso* mantequilla nata crema"
        " yogur* lait laitier* fromage* beurre yaourt* *milch* laktose* kase* *kase *butter"
        " sahne* rahm joghurt* quark latte latticini lattosio formaggi* burro panna leite"
        " laticinio* queijo* manteiga iogurte* *牛奶* *奶酪* *芝士* *黄油* *奶油* *乳糖* *酸奶*"
        " *乳制品* حليب جبن جبنه زبده قشطه لبن لاكتوز البان",
    ),
    AllergenRow(
        "celery", "celery", "celery celeriac apio celeri *sellerie* sedano aipo *芹菜* كرفس"
    ),
    AllergenRow(
        "mustard",
        "mustard",
        "mustard* mostaza moutarde *senf* senape mostarda *芥末* *芥菜* خردل",
    ),
    AllergenRow(
        "sesame",
        "sesame",
        "sesame tahini tahina hummus sesamo ajonjoli *sesam* gergelim *芝麻* سمسم طحينه",
    ),
    AllergenRow(
        "sulphites",
        "sulphites",
        "sulphit* sulfit* sulphur_dioxide sulfito* *schwefeldioxid* solfit* *亚硫酸* كبريتيت",
    ),
    AllergenRow("lupin", "lupin", "lupin* altramuz altramuces tremoco* *羽扇豆* ترمس"),
)
"""English, Spanish, French, German, Italian, Portuguese, Chinese and Arabic. What is made of one of
them for certain is named as well."""

OTHER_THINGS = (
    "peanut_butter>peanut peanutbutter>peanut coconut_milk coconut_cream coconut_butter"
    " almond_milk>almond soy_milk>soy soya_milk>soya oat_milk>oat rice_milk cocoa_butter"
    " butter_bean butter_beans nuez_moscada leche_de_coco leche_de_almendra>almendra"
    " leche_de_almendras>almendra leche_de_soja>soja leche_de_avena>avena"
    " mantequilla_de_cacahuete>cacahuete noix_de_coco noix_de_muscade"
    " noix_de_saint_jacques>saint_jacques lait_de_coco lait_d_amande>amande lait_de_soja>soja"
    " beurre_de_cacahuete>cacahuete *tintenfisch*>squid *kokosnuss* *muskatnuss* *kokosmilch*"
    " *kokosnussmilch* *mandelmilch*>mandel *sojamilch*>soja *hafermilch*>hafer *reismilch*"
    " *buchweizen* *erdnussbutter*>erdnuss *erdnusse*>erdnuss *walnusse*>walnuss"
    " *haselnusse*>haselnuss *kakaobutter* noce_moscata noce_di_cocco latte_di_cocco"
    " latte_di_mandorla>mandorla latte_di_soia>soia burro_di_arachidi>arachidi caffe_latte>latte"
    " noz_moscada leite_de_coco leite_de_amendoas>amendoa leite_de_soja>soja"
    " manteiga_de_amendoim>amendoim manteiga_de_cacau *椰奶* *豆奶*>大豆 *鱿鱼*>squid"
    " *鱿魚*>squid *章鱼*>octopus *章魚*>octopus جوز_هند جوزه_طيب حليب_جوز_هند"
)
"""What sounds like an allergen and is none, and behind ``>`` what it is instead."""

WITHOUT = (
    "no non not without hold omit minus skip none sin nada ningun ninguna sans pas aucun"
    " aucune ni ohne kein keine keinen nicht senza niente nessun nessuna sem nao بدون بلا لا"
    " خالي"
)
"""Words before what is not wanted: they count up to the next sign, or the next of ``WITH``."""

WITHOUT_BEHIND = "free frei los weg weglassen raus off"
"""Words right behind what is not in it."""

WITHOUT_WITHIN = "frei free"
"""What a word goes on with that says that something is not in it."""

WITHOUT_SIGNS = "无無不免去走"
"""Chinese signs at most two signs before what is not wanted."""

WITH = (
    "with extra add plus but instead con pero mas avec mais mit aber dazu dafur ma com piu"
    " مع لكن اضافه"
)
"""Words after which something is wanted again."""

_AS_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"}
_ARABIC = {"\u0629": "\u0647", "\u0649": "\u064a"}
_MARKS = (*range(0x300, 0x370), *range(0x64B, 0x656), 0x670, 0x640)
_SPELLING = str.maketrans(_AS_LETTERS | _ARABIC | dict.fromkeys(map(chr, _MARKS), ""))
_JOINTS = frozenset(" '`\u00b4\u02bc\u2018\u2019-\u2010\u2011\u2012\u2013\u00ad_\t\n")
_ARTICLE = "\u0627\u0644"
_NOTHING = " x "


class _Found(NamedTuple):
    said: str
    kinds: frozenset[str]
    wanted: bool


def spell(text: str) -> str:
    """Write a text as words with a space around each: case and accents gone, signs as ``|``."""
    text = text.replace("w/o", "without")
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_SPELLING)
    letters = (
        letter if letter.isalnum() else " " if letter in _JOINTS or letter.isspace() else " | "
        for letter in folded
    )
    words = (
        word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 1 else word
        for word in "".join(letters).split()
    )
    return f" {' '.join(words)} "


def find_kinds(text: str) -> frozenset[str]:
    """Say which allergens a text tells of, whether as wanted or not."""
    return frozenset(kind for each in _find(text) for kind in each.kinds)


def find_contents(name: str) -> Iterator[tuple[str, frozenset[str]]]:
    """List what is in a dish of that name, as it is called, with its kinds of allergens."""
    return ((each.said, each.kinds) for each in _find(name) if each.wanted)


@lru_cache(maxsize=_REMEMBERED)
def _find(text: str) -> tuple[_Found, ...]:
    spelt = spell(text)
    for pattern, instead in _OTHER:
        if pattern in spelt:
            spelt = f" {' '.join(spelt.replace(pattern, instead).split())} "
    found = []
    for row, patterns in _PATTERNS:
        places = [at for each in patterns for at in _places(spelt, each)]
        if places:
            wanted = any(not _is_without(spelt, at, end) for at, end in places)
            found.append(_Found(row.said, frozenset(row.kinds.split()), wanted))
    return tuple(found)


def _places(spelt: str, pattern: str) -> Iterator[tuple[int, int]]:
    at = spelt.find(pattern)
    while at >= 0:
        yield at + pattern.startswith(" "), at + len(pattern) - pattern.endswith(" ")
        at = spelt.find(pattern, at + 1)


def _is_without(spelt: str, at: int, end: int) -> bool:
    """Whether what stands there is what a dish is to be without."""
    close = spelt[max(0, at - 2) : at]
    if not spelt[at].isascii() and any(sign in close for sign in WITHOUT_SIGNS):
        return True
    rest = spelt[end:].partition(" ")
    if any(each in rest[0] for each in _WITHIN) or rest[2].partition(" ")[0] in _BEHIND:
        return True
    before = spelt[:at].split()
    if spelt[at - 1] != " " and before:
        # It stands within a word, which may begin before it.
        before.pop()
    for word in reversed(before):
        if word in _WITHOUT:
            return True
        if word in _WITH or word == "|":
            return False
    return False


def _pattern(word: str) -> str:
    spelt = " ".join(spell(word.strip("*").replace("_", " ")).split())
    before = "" if word.startswith("*") else " "
    return f"{before}{spelt}{'' if word.endswith('*') else ' '}"


def _split(words: str) -> frozenset[str]:
    return frozenset(spell(each.replace("_", " ")).strip() for each in words.split())


def _others(things: str) -> Iterator[tuple[str, str]]:
    # The longest first: what is part of another one must not take it apart.
    for each in sorted(things.split(), key=len, reverse=True):
        word, _, instead = each.partition(">")
        yield _pattern(word), spell(instead.replace("_", " ")) if instead else _NOTHING


_PATTERNS: Sequence[tuple[AllergenRow, Sequence[str]]] = tuple(
    (row, tuple(map(_pattern, row.words.split()))) for row in ALLERGENS
)
_OTHER = tuple(_others(OTHER_THINGS))
_WITHOUT, _WITH, _BEHIND = _split(WITHOUT), _split(WITH), _split(WITHOUT_BEHIND)
_WITHIN = tuple(WITHOUT_WITHIN.split())
